package world

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// mostOrders bounds the orders that every large world has of its first stranger.
const mostOrders = 400

// strangers mints tokens of projects that no description is about, on platforms
// where everybody orders the components of their own subject: the orders of their
// components, behind everything that may stand first.
func (m *maker) strangers() {
	p := m.same[0].Model()
	firsts := p.Strangers()
	if len(firsts) == 0 {
		return
	}
	var shown []string
	for _, t := range firsts {
		for _, v := range t.Vars {
			if !slices.Contains(shown, v) {
				shown = append(shown, v)
			}
		}
	}
	rest := slices.DeleteFunc(allComponents(p), func(c string) bool { return slices.Contains(p.Subject.First, c) })
	orders := ordersOf(rest, mostOrders)
	var forms []*platform.Form
	for i := range p.Forms {
		f := &p.Forms[i]
		if len(f.Sub) == 0 && slices.ContainsFunc(m.same, func(d trust.Description) bool { return p.Occurs(f, m.issuer, d.Settings) }) {
			forms = append(forms, f)
		}
	}
	most := slices.MaxFunc(forms, func(a, b *platform.Form) int { return len(a.ClaimNames()) - len(b.ClaimNames()) })
	m.rand.Shuffle(len(forms), func(i, j int) { forms[i], forms[j] = forms[j], forms[i] })
	few := len(forms)
	if m.limit < whole {
		few = min(few, 3)
	}
	for i, f := range forms {
		described := slices.ContainsFunc(m.same, func(d trust.Description) bool { return describes(d, f) })
		if i >= few && !described {
			continue
		}
		jobs := m.foreign(f, shown)
		if i < few {
			rank := first
			if f == most { // every order is there, whatever the lot
				rank = always
			}
			m.foreignOrders(f, jobs, firsts, rest, orders, rank)
		}
		m.foreignTails(f, jobs, shown, firsts, rest)
	}
}

// foreignTails adds strangers whose last component holds, in a value that they
// pick, what a described subject goes on with from where theirs differs:
// repo:ours@1/theirs@2:workflow:x/ours@2:ref:main for repo:ours@*/ours@*:ref:main.
func (m *maker) foreignTails(f *platform.Form, jobs []map[string]string, shown []string, firsts []platform.Template, rest []string) {
	p := m.same[0].Model()
	base := m.bases(f)[0]
	for _, d := range m.same {
		if !describes(d, f) {
			continue
		}
		for _, s := range p.Declared(f, d.Settings) {
			first := slices.IndexFunc(firsts, func(t platform.Template) bool { return strings.HasPrefix(s.Template.String(), t.String()) })
			for i, v := range s.Template.Vars {
				theirs := slices.IndexFunc(jobs, func(j map[string]string) bool { return differOnlyIn(j, base, v, shown) })
				if first < 0 || theirs < 0 {
					continue
				}
				tail := "x" + s.Template.Lits[i] + platform.Template{Lits: append([]string{""}, s.Template.Lits[i+1:]...), Vars: s.Template.Vars[i:]}.Fill(base)
				if name, free := m.takes(f, rest, shown, tail); name != "" {
					values := with(jobs[theirs], free, tail)
					m.candidates[strange] = append(m.candidates[strange], candidate{form: f, values: values, first: &firsts[first], order: []string{name}, rank: always})
				}
			}
		}
	}
}

// differOnlyIn reports whether of the shown variables nothing but one has another
// value than the base.
func differOnlyIn(values, base map[string]string, variable string, shown []string) bool {
	for _, v := range shown {
		if (values[v] != base[v]) != (v == variable) {
			return false
		}
	}
	return true
}

// takes finds a component that ends with a variable which can have the value.
func (m *maker) takes(f *platform.Form, rest, shown []string, value string) (component, variable string) {
	p := m.same[0].Model()
	for _, name := range rest {
		for _, t := range p.Spellings(f, name) {
			if n := len(t.Vars); n > 0 && t.Lits[n] == "" && !slices.Contains(shown, t.Vars[n-1]) && canBe(p.Domain(t.Vars[n-1], m.same[0].Settings), value) {
				return name, t.Vars[n-1]
			}
		}
	}
	return "", ""
}

// foreignOrders adds candidates: of the first stranger all orders, when the world
// is large enough to show them; of the others the declared order and a sample,
// longer ones among them.
func (m *maker) foreignOrders(f *platform.Form, jobs []map[string]string, firsts []platform.Template, rest []string, orders [][]string, r rank) {
	lacks := m.absences(f, false)
	add := func(values map[string]string, order []string, n int, r rank) {
		for i := range firsts {
			m.candidates[strange] = append(m.candidates[strange], candidate{form: f, values: values, absent: lacks[n%len(lacks)], first: &firsts[i], order: order, rank: r})
		}
	}
	all := m.limit >= whole
	declared := m.same[0].Model().Components(m.same[0].Settings)
	if len(m.same[0].Model().Subject.First) > 0 {
		declared = declared[1:]
	}
	const few = 3
	own := 0
	for n, values := range jobs {
		switch {
		case all && n == 0:
			for _, order := range orders {
				add(values, order, 0, r)
			}
		case n == 0:
			add(values, declared, 0, first)
		default:
			for i, t := range firsts { // the whole subject is theirs
				if len(t.Vars) == 1 && t.String() == "{"+t.Vars[0]+"}" && own < few && slices.Contains(m.pools[t.Vars[0]].attacks, values[t.Vars[0]]) {
					m.candidates[strange] = append(m.candidates[strange], candidate{form: f, values: values, absent: lacks[n%len(lacks)], first: &firsts[i], rank: always})
					own++
				}
			}
			add(values, declared, n, byLot)
			for range 3 {
				add(values, orders[m.rand.IntN(len(orders))], n, byLot)
			}
			long := slices.Clone(rest)
			m.rand.Shuffle(len(long), func(i, j int) { long[i], long[j] = long[j], long[i] })
			add(values, long[:m.rand.IntN(len(long)+1)], n, byLot)
		}
	}
}

// foreign lists variables of projects that no box is about.
func (m *maker) foreign(f *platform.Form, shown []string) []map[string]string {
	var out []map[string]string
	try := func(values map[string]string) {
		if !slices.ContainsFunc(m.same, func(d trust.Description) bool {
			return slices.ContainsFunc(d.Boxes, func(b trust.Box) bool { return ours(d.Model(), b, f, values) })
		}) {
			out = append(out, values)
		}
	}
	var refs []string
	for _, filter := range m.same[0].Model().Filters {
		if filter.Role == platform.RoleRefs {
			refs = append(refs, filter.Variable)
		}
	}
	bases := m.bases(f)
	for _, v := range shown {
		pool := m.pools[v]
		for i, x := range m.some(slices.Concat(pool.outside, pool.odd())) {
			base := bases[i%len(bases)]
			one := maps.Clone(base)
			one[v] = x
			try(one)
			everything := maps.Clone(base)
			for _, w := range shown {
				if list := m.pools[w].outside; len(list) > 0 && w != v {
					everything[w] = list[i%len(list)]
				}
			}
			everything[v] = x
			for _, ref := range refs {
				if list := m.pools[ref].odd(); len(list) > 0 && i%2 == 1 {
					everything[ref] = list[i%len(list)]
				}
			}
			try(everything)
		}
	}
	return out
}

// some are the first values and, beyond a few, others by lot: all in a large
// world.
func (m *maker) some(list []string) []string {
	const few = 12
	if m.limit >= whole || len(list) <= few {
		return list
	}
	rest := slices.Clone(list[few/2:])
	m.rand.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	return append(slices.Clone(list[:few/2]), rest[:few/2]...)
}

// ours reports that the project is a described one by what says it most surely, a
// name together with whose it is: then its subjects are made as the description
// says, whatever else its jobs are.
func ours(p *platform.Platform, b trust.Box, f *platform.Form, values map[string]string) bool {
	for _, name := range p.Subject.Tenants {
		patterns, restricted := b[name]
		if !restricted || slices.Contains(patterns, "*") {
			continue
		}
		if f.Has(name) && !slices.ContainsFunc(patterns, func(g string) bool { return pattern.Match(g, values[name]) }) {
			return false
		}
		if p.Subject.Owns(name) {
			break
		}
	}
	return true
}

// stranger mints a foreigner's token.
func (m *maker) stranger(c candidate) {
	p := m.same[0].Model()
	values := samples(p)
	maps.Copy(values, c.values)
	for _, name := range c.order {
		if v, ok := p.Variable(name); ok && values[name] == "" {
			c.values, values[name] = with(c.values, name, v.Samples[0]), v.Samples[0] // of a family
		}
	}
	token := m.token(c.job(), platform.Presentation{Template: platform.Template{Lits: []string{""}}}, m.same[0].Audiences[0])
	var order, parts, names []string
	for _, name := range c.order {
		if _, isClaim := c.form.Claim(name); !isClaim || token[name] != nil {
			order = append(order, name) // the others are dropped
		}
	}
	for _, t := range spelled(p, c.form, *c.first, order) {
		parts, names = append(parts, t.Fill(values)), append(names, t.String())
	}
	token["sub"] = strings.Join(parts, ":")
	m.keep(Token{Claims: token, Want: Refuse, Note: c.form.Name + " of a stranger", stage: strange, order: strings.Join(names, ":")})
}

// spelled is what a stranger's subject is made of: what it begins with and its
// components, each key once.
func spelled(p *platform.Platform, f *platform.Form, first platform.Template, order []string) []platform.Template {
	key := func(t platform.Template) string { k, _, _ := strings.Cut(t.String(), ":"); return k }
	out := []platform.Template{first}
	for n, name := range order {
		if list := p.Spellings(f, name); len(list) > 0 {
			if t := list[n%len(list)]; key(t) != key(first) {
				out = append(out, t)
			}
		}
	}
	return out
}

// ordersOf returns every order of every subset up to a size: the largest at which
// there are not more than so many.
func ordersOf(of []string, most int) [][]string {
	out := [][]string{nil}
	for level := out; len(level) > 0; {
		var next [][]string
		for _, order := range level {
			for _, x := range of {
				if !slices.Contains(order, x) {
					next = append(next, append(slices.Clone(order), x))
				}
			}
			if len(out)+len(next) > most {
				return out
			}
		}
		out, level = append(out, next...), next
	}
	return out
}
