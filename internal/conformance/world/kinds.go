package world

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A kind is a value of a filter, and what is tried with it.
type kind struct {
	name  string
	value any
	// byLot: it says for this filter what another one says already.
	byLot bool
}

// engineTexts are what some engine might take for its own syntax.
var engineTexts = []struct {
	name  string
	texts []string
}{
	{"quote", []string{"main'||true||'"}},
	{"variable", []string{"a${user}"}},
	{"comma", []string{"a,b"}},
	{"comma-beside", []string{"a,b", "c"}},
	{"cyrillic", []string{"ветка"}},
	{"latin1", []string{"señal-é"}},
	{"kelvin", []string{"\u212a"}},
	{"json", []string{`a"},{"b`}},
	{"regexp", []string{"a.c+(d)|e$", "a.c-*"}},
}

// kinds are the values of a filter that are tried; the first is the plainest.
// What hostile ones are made of depends on the jobs beside which they stand.
func kinds(p *platform.Platform, f platform.Filter, jobs trust.Jobs) []kind {
	switch f.Role {
	case platform.RoleNarrow, platform.RoleRefs:
		return ofVariable(p, f, jobs)
	case platform.RoleOrigin:
		return ofOrigin(p, f)
	case platform.RoleAlternative, platform.RoleSwitch:
		return []kind{{name: "on", value: true}}
	case platform.RoleFlag:
		return []kind{{name: "turned", value: f.Default != "true"}}
	case platform.RoleIssuer:
		return ofIssuer(p, f)
	case platform.RoleSetting:
		return ofSetting(p, f)
	case platform.RoleComponents:
		return ofComponents(p, f)
	case platform.RoleAudiences:
		return []kind{{name: "one", value: []string{"https://other.example.com"}}, {name: "two", value: []string{"https://other.example.com", "other"}}}
	}
	return nil
}

// ofVariable are values and patterns of one variable.
func ofVariable(p *platform.Platform, f platform.Filter, jobs trust.Jobs) []kind {
	v, _ := p.Variable(f.Variable)
	domain := p.Domain(v.Name, jobs[0].Settings)
	sample := v.Samples[0]
	if f.Single {
		return []kind{{name: "exact", value: sample}}
	}
	out := []kind{{name: "exact", value: []string{sample}}}
	other := sibling(domain, sample)
	if other != "" {
		out = append(out, kind{name: "two", value: []string{sample, other}})
	}
	out = append(out, kind{name: "any", value: []string{"*"}})
	if f.Exact {
		return out
	}
	put := func(name string, list ...string) {
		for _, s := range list {
			if reason, _ := domain.CheckGlob(v.Spell(s)); reason != "" {
				return
			}
		}
		out = append(out, kind{name: name, value: list})
	}
	head, tail := halves(sample)
	put("begin", head+"*")
	shown := len(out)
	if prefix := strings.TrimRight(head, separators); prefix != head {
		put("prefix", prefix+"*")
	}
	put("end", "*"+tail)
	put("middle", head+"*"+tail)
	if !strings.HasPrefix(tail, head) {
		put("mixed", tail, head+"*")
	}
	for i := range out[shown:] {
		out[shown+i].byLot = slices.ContainsFunc(before(p, f), func(o platform.Filter) bool {
			return o.Variable != "" && !o.Exact && !o.Single && o.Role != platform.RoleIssuer
		})
	}
	if odd := oddest(p, jobs, v.Name); odd != "" {
		put("hostile", odd)
		put("hostile-begin", odd+"*")
	}
	for _, from := range slices.Sorted(maps.Keys(v.Escape)) {
		put("escaped", sample+from+"x")
	}
	if f.Role == platform.RoleRefs {
		for _, o := range p.Filters {
			if w, ok := p.Variable(o.Variable); ok && o.Role == f.Role && o.Name != f.Name && w.Domain == v.Domain {
				put("namesake", w.Samples[0])
			}
		}
	}
	again := slices.ContainsFunc(before(p, f), func(o platform.Filter) bool {
		reason, _ := p.Domain(o.Variable, nil).CheckValue(engineTexts[0].texts[0])
		return o.Variable != "" && reason == ""
	})
	for _, k := range engineTexts {
		n := len(out)
		put(k.name, k.texts...)
		if len(out) > n {
			out[n].byLot = again
		}
	}
	return out
}

// before are the filters that stand before one.
func before(p *platform.Platform, f platform.Filter) []platform.Filter {
	return p.Filters[:slices.IndexFunc(p.Filters, func(o platform.Filter) bool { return o.Name == f.Name })]
}

// separators stand between the parts of names.
const separators = "/:@.-_ "

// halves cuts a value in two, behind its last separator if it has one.
func halves(s string) (head, tail string) {
	at := strings.LastIndexAny(s, separators) + 1
	if at <= 0 || at == len(s) {
		at = (len(s) + 1) / 2
	}
	return s[:at], s[at:]
}

// sibling is another value of the domain, as like the sample as can be.
func sibling(domain platform.Domain, sample string) string {
	for _, s := range slices.Concat(domain.Values, []string{sample[:len(sample)-1] + "5", sample[:len(sample)-1] + "6", sample + "x", sample[:len(sample)-1]}) {
		if reason, _ := domain.CheckValue(s); s != sample && reason == "" {
			return s
		}
	}
	return ""
}

// oddest is a value that filters take and that is made of the separators of
// subjects and claims; the sample and what else has no separator do not count.
func oddest(p *platform.Platform, jobs trust.Jobs, variable string) string {
	domain := p.Domain(variable, jobs[0].Settings)
	best := ""
	for _, s := range structural(jobs, templates(jobs), variable, []map[string]string{samples(p)}) {
		reason, _ := domain.CheckValue(s)
		if reason == "" && oddity(s) > oddity(best) {
			best = s
		}
	}
	return best
}

// oddity counts what stands between the parts of subjects.
func oddity(s string) int {
	return strings.Count(s, "/") + strings.Count(s, ":") + strings.Count(s, "@")
}

// ofOrigin are values and patterns of a claim, for each way in which a form spells
// it: its sample, the last variable open, another first or last one; of the first
// form, patterns in the last variable and in the first.
func ofOrigin(p *platform.Platform, f platform.Filter) []kind {
	inside := samples(p)
	var texts, open []string
	var plain, others []kind
	for i := range p.Forms {
		c, ok := p.Forms[i].Claim(f.Claim)
		t, known := c.Template()
		if !ok || !known || len(t.Vars) == 0 || slices.Contains(texts, t.Fill(inside)) {
			continue
		}
		first, last, n := t.Vars[0], t.Vars[len(t.Vars)-1], strconv.Itoa(len(texts)+1)
		fill := func(name, value string) string { return t.Fill(with(inside, name, value)) }
		texts, open = append(texts, t.Fill(inside)), append(open, fill(last, "*"))
		plain = append(plain, kind{name: "exact-" + n, value: texts[len(texts)-1:]}, kind{name: "open-" + n, value: open[len(open)-1:]})
		again := len(texts) > 1
		for _, v := range []string{first, last} {
			if s := sibling(p.Domain(v, nil), inside[v]); s != "" {
				others = append(others, kind{name: "two-" + v + "-" + n, value: []string{t.Fill(inside), fill(v, s)}, byLot: again})
			}
		}
		if !again {
			head, tail := halves(inside[last])
			others = append(others, kind{name: "begin", value: []string{fill(last, head+"*")}}, kind{name: "end", value: []string{fill(last, "*"+tail)}},
				kind{name: "front", value: []string{fill(first, "*")}}, kind{name: "any", value: []string{"*"}})
		}
	}
	if len(texts) > 1 {
		others = append(others, kind{name: "several", value: texts[:2]}, kind{name: "mixed", value: []string{texts[0], open[1]}})
	}
	return append(plain, others...)
}

// samples are the first samples of all variables.
func samples(p *platform.Platform) map[string]string {
	out := map[string]string{}
	for _, v := range p.Variables {
		out[v.Name] = v.Samples[0]
	}
	return out
}

func with(values map[string]string, name, value string) map[string]string {
	out := maps.Clone(values)
	out[name] = value
	return out
}

// ofIssuer are other issuers: those that are shared, the domain's example, and
// one for each alternative of the domain's regular expression.
func ofIssuer(p *platform.Platform, f platform.Filter) []kind {
	if f.Variable != "" {
		v, _ := p.Variable(f.Variable)
		return []kind{{name: "exact", value: v.Samples[0]}}
	}
	domain := platform.DomainNamed(f.Domain)
	var list []string
	for _, s := range slices.Concat([]string{f.Default, domain.Example}, p.Issuer.SharedAt, branches(domain.Regexp)) {
		if reason, _ := domain.CheckValue(s); s != "" && reason == "" && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	var out []kind
	for i, s := range list {
		if s != f.Default {
			out = append(out, kind{name: strconv.Itoa(i), value: s})
		}
	}
	return out
}

// ofSetting are the values of a setting; of one without a list of values, those
// at which a form comes or goes, and the ones just below.
func ofSetting(p *platform.Platform, f platform.Filter) []kind {
	domain := platform.DomainNamed(f.Domain)
	list := slices.Clone(domain.Values)
	for _, form := range p.Forms {
		if form.Unless.Setting == f.Name && len(domain.Values) == 0 {
			list = append(list, form.Unless.AtLeast, below(form.Unless.AtLeast))
		}
	}
	if len(list) == 0 {
		list = []string{domain.Example}
	}
	var out []kind
	for _, s := range list {
		if reason, _ := domain.CheckValue(s); s != f.Default && s != "" && reason == "" && !slices.ContainsFunc(out, func(k kind) bool { return k.value == s }) {
			out = append(out, kind{name: s, value: s})
		}
	}
	return out
}

// below is the version before a version.
func below(version string) string {
	parts := strings.Split(version, ".")
	for i := len(parts) - 1; i >= 0; i-- {
		if n, err := strconv.Atoi(parts[i]); err == nil && n > 0 {
			parts[i] = strconv.Itoa(n - 1)
			break
		}
	}
	return strings.Join(parts, ".")
}

// ofComponents are other orders of the subject's components: one alone, one more
// in front or behind, the default turned round. Which of them the platform takes,
// its description says.
func ofComponents(p *platform.Platform, f platform.Filter) []kind {
	const few = 6
	usual := strings.Split(f.Default, ",")
	var out []kind
	put := func(list ...string) {
		name := strings.Join(list, ",")
		if name != f.Default && !slices.ContainsFunc(out, func(k kind) bool { return k.name == name }) {
			out = append(out, kind{name: name, value: list, byLot: len(out) >= few})
		}
	}
	turned := slices.Clone(usual)
	slices.Reverse(turned)
	put(append(usual[:1:1], turned[:len(turned)-1]...)...)
	put(turned...)
	for _, c := range allComponents(p) {
		if !slices.Contains(usual, c) {
			put(append([]string{c}, usual[1:]...)...)
			put(append(slices.Clone(usual), c)...)
			put(slices.Insert(slices.Clone(usual), 1, c)...)
			put(append([]string{c}, usual...)...)
		}
		put(c)
	}
	return out
}
