package world

import (
	"cmp"
	"encoding/json"
	"hash/fnv"
	"reflect"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// picked is the audience of cases of platforms where jobs pick aud.
const picked = "https://deploy.example.com"

// ordinary is about how many derived cases a platform has in the ordinary run;
// those that are drawn by lot fill up what others leave.
const ordinary = 100

// A builder derives the cases of one platform from its data: for every form that
// filters describe a base, and beside the bases every filter with every kind of
// value, alone and in pairs.
type builder struct {
	p     *platform.Platform
	cases []derived
	seen  map[string]int // jobs → case
	// tried are filters with a kind, and pairs of filters, that are in some case.
	tried map[string]bool
}

func newBuilder(p *platform.Platform) *builder {
	return &builder{p: p, seen: map[string]int{}, tried: map[string]bool{}}
}

// A derived case is in every run, or by lot.
type derived struct {
	Case
	must bool
}

// derive makes all cases of a platform.
func derive(p *platform.Platform) []derived {
	b := newBuilder(p)
	bases := b.bases()
	for i, base := range bases {
		b.add(true, base.name, base.filters)
		b.cases[len(b.cases)-1].Deep = i < 2
	}
	for i, base := range bases {
		b.singles(base, i)
	}
	for i, base := range bases {
		b.pairs(base, i)
	}
	b.unions(bases)
	return b.cases
}

// inThisRun are the cases of this run: those that must be, and others by lot,
// always the same ones. The long run has three times as many.
func inThisRun(list []derived) []Case {
	most := ordinary
	if effort.Now() == effort.Soak {
		most *= 3
	}
	var out []Case
	var rest []derived
	for _, d := range list {
		if d.must {
			out = append(out, d.Case)
		} else {
			rest = append(rest, d)
		}
	}
	slices.SortStableFunc(rest, func(a, b derived) int { return cmp.Compare(lot(a.Name), lot(b.Name)) })
	for _, d := range rest[:min(len(rest), max(0, most-len(out)))] {
		out = append(out, d.Case)
	}
	return out
}

func lot(name string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	return h.Sum64() * 0x9e3779b97f4a7c15 >> 1 // FNV alone orders by the last letters
}

// describe reads filters; nil where they are no description.
func (b *builder) describe(f Filters) trust.Jobs {
	d, problems := trust.Describe(b.p.Name, value.Of(map[string]any(f)))
	if len(problems) > 0 {
		return nil
	}
	return d.Jobs
}

// add notes a case, unless one with the same jobs is there, and reports whether
// the parts are descriptions. Where the jobs rest on facts that nobody verified
// there are two cases, one of which takes them on.
func (b *builder) add(must bool, name string, parts ...Filters) bool {
	c := Case{Name: b.p.Name + "/" + name}
	var facts []string
	var keys []any
	for _, f := range parts {
		jobs := b.describe(f)
		if jobs == nil {
			return false
		}
		c.Parts = append(c.Parts, Part{b.p.Name, f})
		facts = append(facts, Unverified(jobs)...)
		keys = append(keys, jobs)
	}
	if b.p.Issuer.Audience.Kind == "picked" {
		c.Audiences = []string{picked}
	}
	raw, err := json.Marshal(keys)
	if err != nil {
		panic(err)
	}
	if i, ok := b.seen[string(raw)]; ok {
		b.cases[i].must = b.cases[i].must || must
		return true
	}
	if len(facts) > 0 { // what nobody takes on is refused: a few such cases do
		b.cases = append(b.cases, derived{c, must && !strings.Contains(name, "=")})
		slices.Sort(facts)
		c.Name, c.TakenOn = c.Name+"/taken-on", slices.Compact(facts)
	}
	b.seen[string(raw)] = len(b.cases)
	b.cases = append(b.cases, derived{c, must})
	return true
}

// Unverified lists the facts that a document for the jobs rests on though nobody
// verified them: of boxes that have no other form, of values, of the issuer.
func Unverified(jobs trust.Jobs) []string {
	var out []string
	for _, d := range jobs {
		p := d.Model()
		put := func(fact string) {
			if fact != "" && !p.Verified(fact) && !slices.Contains(out, fact) {
				out = append(out, fact)
			}
		}
		if k := p.Issuer.Known; k.Setting != "" && d.Settings[k.Setting] != k.Value {
			put(k.Fact)
		}
		for _, box := range d.Boxes {
			if !slices.ContainsFunc(box[trust.FormKey], func(name string) bool { return p.Verified(p.Form(name).Fact) }) {
				for _, name := range box[trust.FormKey] {
					put(p.Form(name).Fact)
				}
			}
			for name, patterns := range box {
				v, _ := p.Variable(name)
				for _, g := range patterns {
					put(v.Doubts(g))
				}
			}
		}
	}
	return out
}

// singles change or add one filter. Every kind of value is in every run, those of
// the first refs beside the first two bases, the others beside one of these in
// turn or beside the first that takes them. The rest is by lot.
func (b *builder) singles(x base, at int) {
	refs := slices.IndexFunc(b.p.Filters, func(f platform.Filter) bool { return f.Role == platform.RoleRefs })
	for i, f := range b.p.Filters {
		for n, k := range kinds(b.p, f, x.jobs) {
			name := f.Name + "=" + k.name
			must := at < 2 && i == refs || !b.tried[name] && (at > 0 || n%2 == 0)
			must = must && !k.byLot
			filters := x.filters.with(Filters{f.Name: k.value})
			_, given := x.filters[f.Name]
			if !given && reflect.DeepEqual(b.describe(filters), x.jobs) {
				continue // it says nothing here
			}
			if b.add(must, x.name+"/"+name, filters) && must {
				b.tried[name] = true
			}
		}
	}
}

// pairs change or add two filters; each kind of either filter stands beside a
// few of the other one's. Beside other bases than the first two are those that
// these do not take.
func (b *builder) pairs(x base, at int) {
	for i, f := range b.p.Filters {
		for _, g := range b.p.Filters[i+1:] {
			if pair := f.Name + "+" + g.Name; at < 2 || !b.tried[pair] {
				b.tried[pair] = b.pair(x, f, g) || b.tried[pair]
			}
		}
	}
}

func (b *builder) pair(x base, f, g platform.Filter) (together bool) {
	if g.Role == platform.RoleSwitch { // first, since it says what the other one may hold
		f, g = g, f
	}
	ks, jobs := kinds(b.p, f, x.jobs), x.jobs
	if f.Role == platform.RoleSwitch {
		jobs = b.describe(x.filters.with(Filters{f.Name: ks[0].value}))
	}
	ls := kinds(b.p, g, jobs)
	if len(ks) == 0 || len(ls) == 0 {
		return false
	}
	const few = 5
	for n := range min(few, max(len(ks), len(ls))) {
		k, l := ks[(n*n+n)%len(ks)], ls[(n+1)%len(ls)]
		if b.add(false, x.name+"/"+f.Name+"="+k.name+"+"+g.Name+"="+l.name, x.filters.with(Filters{f.Name: k.value, g.Name: l.value})) {
			together = true
		}
	}
	return together
}

// unions are documents for two descriptions: of two forms, and of jobs that
// differ in one filter, beside each other, overlapping, or in all they say.
func (b *builder) unions(bases []base) {
	if len(bases) == 0 {
		return
	}
	first := bases[0]
	for _, other := range bases[1:] {
		b.add(!strings.Contains(other.name, "/"), "union/"+other.name, first.filters, other.filters)
	}
	for _, x := range bases[:min(2, len(bases))] {
		name := "union/" + strings.TrimPrefix(strings.TrimPrefix(x.name, first.name), "/")
		if name != "union/" {
			name += "/"
		}
		for _, f := range b.p.Filters {
			if _, given := x.filters[f.Name]; !given && f.Role != platform.RoleIssuer {
				continue
			}
			list := kinds(b.p, f, x.jobs)
			if f.Role == platform.RoleIssuer && len(list) > 0 {
				b.add(x.name == first.name, name+f.Name, x.filters, x.filters.with(Filters{f.Name: list[0].value}))
				continue
			}
			for _, k := range list {
				texts, ok := k.value.([]string)
				if !ok || len(texts) == 0 || k.name == "exact" {
					continue
				}
				b.add(k.name == "two", name+f.Name+"="+k.name, x.filters, x.filters.with(Filters{f.Name: texts[len(texts)-1:]}))
			}
		}
	}
}
