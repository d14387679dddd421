package world

import (
	"slices"
	"strings"
	"sync"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// values are what one variable may be in a small world. Every value lies in the
// variable's domain.
type values struct {
	inside  []string // within a box's patterns, or a sample where there are none
	outside []string // near misses and plain others
	attacks []string // made of what follows the variable in a subject
	hostile []string // odd in other ways
	// fills are the values of inside that a pattern takes in.
	fills map[string][]string
}

func (v values) all() []string { return slices.Concat(v.inside, v.outside, v.attacks, v.hostile) }

func (v values) odd() []string { return slices.Concat(v.attacks, v.hostile) }

// Texts that some document might misread, whatever the variable. The domain
// decides which of them can occur.
var hostileTexts = []string{
	"main'||true||'", "main' || true || '", `"||"`, "a${aws:username}", "a${user}", "${*}", `a"},{"b`,
	"main,dev", "dev,main", ",main", "main\"", "main)", "(?i)MAIN", "$", "%2e", "&<>", "a|main", "#", "m\u212ain", "мain", "😀", "é",
	"*", "*x", "?", "ma?n", "m*n", "[a-z]", `main\`, `\u006dain`, " main", "main ", "release-", "release-/../main", "v", "V1.0.0", "refs/tags/v1.0.0",
	"web:", ":web", "prod:ref:main", "production/", "pull/7", "pull/7/head", "heads/main", "x/refs/heads/main",
}

// plainTexts are ordinary values that descriptions do not name.
var plainTexts = []string{"other", "evil", "dev", "feature/login", "staging", "production", "api", "evil/my-project", "my-group-evil/my-project", "my-groupx/y", "evil/my-group/my-project",
	"999", "0", "push", "merge_request_event", "deadbeef-0000-4000-8000-000000000000", "5c84719708b9b649b9ef3b56af214f38cee6acd3", "5c84719708b9b649b9ef3b56af214f38cee6acd4"}

// patternsOf lists the patterns that any box has for a variable.
func patternsOf(jobs []trust.Description, variable string) []string {
	var out []string
	for _, d := range jobs {
		for _, b := range d.Boxes {
			out = append(out, b[variable]...)
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(out)))
}

// poolOf makes the values of a variable for the descriptions at one issuer; what
// structural says comes on top.
func poolOf(same []trust.Description, subjects []platform.Template, v platform.Variable) values {
	d := same[0]
	p := d.Model()
	domain := p.Domain(v.Name, d.Settings)
	ok := func(s string) bool { return canBe(domain, s) }
	patterns := patternsOf(same, v.Name)
	matches := func(s string) bool {
		return slices.ContainsFunc(patterns, func(g string) bool { return pattern.Match(g, s) })
	}
	var out values
	seen := map[string]bool{}
	put := func(to *[]string, s string) {
		if !seen[s] && ok(s) {
			seen[s] = true
			*to = append(*to, s)
		}
	}
	pieces := structural(same, subjects, v.Name, []map[string]string{samples(p)})
	out.fills = map[string][]string{}
	for _, g := range patterns {
		for _, fill := range fills(g, pieces[:min(2, len(pieces))]) {
			put(&out.inside, fill)
			if slices.Contains(out.inside, fill) {
				out.fills[g] = append(out.fills[g], fill)
			}
		}
	}
	if len(out.inside) == 0 { // not restricted, or by * where only whole values fit
		put(&out.inside, v.Samples[0])
		for _, s := range domain.Values {
			put(&out.inside, s)
		}
	}
	for _, in := range slices.Clone(out.inside)[:min(3, len(out.inside))] {
		for _, near := range nearMisses(in) {
			put(&out.outside, near)
		}
	}
	for _, s := range domain.Values {
		put(&out.outside, s)
	}
	for _, s := range slices.Concat(v.Samples, narrower(p, v.Name), plainTexts) {
		put(&out.outside, s)
	}
	for _, other := range p.Variables { // a tag that is named like the branch
		if other.Domain == v.Domain && other.Name != v.Name {
			for _, g := range patternsOf(same, other.Name) {
				put(&out.attacks, fills(g, nil)[0])
			}
		}
	}
	for _, s := range hostileTexts {
		put(&out.hostile, s)
	}
	if len(patterns) > 0 { // what lies outside first
		slices.SortStableFunc(out.outside, func(a, b string) int { return order(matches(a)) - order(matches(b)) })
	}
	if v.Many {
		out = lists(out)
	}
	return out
}

// canBe reports whether a variable can have the value. Filters refuse a full ref
// where a short name is wanted, as a likely mistake; git does not: a branch may
// be named refs/heads/main.
func canBe(domain platform.Domain, s string) bool {
	key := domain.Doc + "\x00" + domain.Chars + "\x00" + s
	if known, ok := possible.Load(key); ok {
		return known == true
	}
	ok := domainHas(domain, s)
	possible.Store(key, ok)
	return ok
}

// possible remembers what canBe found: many worlds ask the same.
var possible sync.Map

func domainHas(domain platform.Domain, s string) bool {
	if domain.Check == "git_ref" && strings.HasPrefix(s, "refs/") {
		s = "x/" + s
	}
	reason, _ := domain.CheckValue(s)
	return reason == ""
}

func order(b bool) int {
	if b {
		return 1
	}
	return 0
}

// fills turns a glob into values: what stands for * is ordinary, empty, odd, and
// a piece of a subject.
func fills(glob string, pieces []string) []string {
	if pattern.IsLiteral(glob) {
		return []string{glob}
	}
	var out []string
	for _, with := range append([]string{"1x", "", "a/b", "é", "36", "*"}, pieces...) {
		out = append(out, strings.ReplaceAll(glob, "*", with))
	}
	return out
}

// nearMisses differ from a value by little.
func nearMisses(s string) []string {
	out := []string{s + "x", "x" + s, s + "/x", "x/" + s, strings.ToUpper(s), s + s, s + "0", s + "-evil"}
	if len(s) > 1 {
		last := "0"
		if s[len(s)-1] == '0' {
			last = "1"
		}
		out = append(out, s[:len(s)-1], s[1:], s[:len(s)-1]+last)
	}
	return out
}

// lists makes the values of a variable whose claim is a list: none, one, several.
func lists(v values) values {
	out := values{fills: v.fills, inside: slices.Clone(v.inside), outside: append(slices.Clone(v.outside[:min(1, len(v.outside))]), "")}
	if len(v.inside) > 0 && len(v.outside) > 0 {
		out.inside = append(out.inside, v.inside[0]+","+v.outside[0], v.outside[0]+","+v.inside[0])
	}
	if len(v.outside) > 1 {
		out.outside = append(out.outside, v.outside[0]+","+v.outside[1])
		out.outside = append(out.outside, v.outside[1:]...)
	}
	return out
}

// structural makes values of a variable that hold what follows it in a subject:
// the separator, the next variables as described, and so on to the end. They
// are what an attacker would name a branch.
func structural(same []trust.Description, subjects []platform.Template, variable string, insides []map[string]string) []string {
	var out []string
	p := same[0].Model()
	for _, t := range subjects {
		i := slices.Index(t.Vars, variable)
		if i < 0 {
			continue
		}
		for _, inside := range insides {
			for k := len(t.Vars) - 1; k >= 0; k-- {
				var b strings.Builder
				for m := k; m < len(t.Vars); m++ {
					b.WriteString(t.Lits[m] + inside[t.Vars[m]])
				}
				tail := b.String() + t.Lits[len(t.Vars)]
				out = append(out, "x"+tail, inside[variable]+tail)
			}
			// The rest of the subject behind the variable, up to each later one.
			var b strings.Builder
			b.WriteString(inside[variable])
			for m := i + 1; m < len(t.Vars); m++ {
				b.WriteString(t.Lits[m] + inside[t.Vars[m]])
				out = append(out, b.String())
			}
		}
	}
	// The rest of other subjects behind it.
	for _, t := range subjects {
		if slices.Contains(t.Vars, variable) {
			continue
		}
		for k := range t.Vars {
			tail := platform.Template{Lits: t.Lits[k+1:], Vars: t.Vars[k+1:]}.Fill(insides[0])
			if tail != "" {
				out = append(out, "x"+tail)
			}
		}
	}
	// The whole subject, in a stranger's own component.
	for _, t := range p.Strangers() {
		if t.String() == "{"+variable+"}" {
			var own []string
			for _, s := range subjects {
				own = append(own, "x:"+s.Fill(insides[0]))
			}
			out = append(own, out...)
		}
	}
	// What claims hold, inside the variable.
	for i := range p.Forms {
		for _, name := range p.Match {
			c, ok := p.Forms[i].Claim(name)
			if t, known := c.Template(); ok && known && len(t.Vars) > 0 {
				out = append(out, "x/"+t.Fill(insides[0]), t.Fill(insides[0]))
			}
		}
	}
	domain := p.Domain(variable, same[0].Settings)
	const most = 50
	var once []string
	for _, s := range out {
		if canBe(domain, s) && !slices.Contains(once, s) && len(once) < most {
			once = append(once, s)
		}
	}
	return once
}

// templates lists every subject template of every form at the issuer: first
// those that described jobs show.
func templates(same []trust.Description) []platform.Template {
	var out []platform.Template
	seen := map[string]bool{}
	put := func(list []platform.Presentation) {
		for _, s := range list {
			if key := s.Template.String(); !seen[key] {
				seen[key] = true
				out = append(out, s.Template)
			}
		}
	}
	for _, d := range same {
		for _, b := range d.Boxes {
			for _, name := range b[trust.FormKey] {
				put(d.Model().Declared(d.Model().Form(name), d.Settings))
			}
		}
	}
	for _, d := range same {
		p := d.Model()
		for i := range p.Forms {
			put(append(p.Declared(&p.Forms[i], d.Settings), p.Undeclared(&p.Forms[i], d.Settings)...))
		}
	}
	return out
}
