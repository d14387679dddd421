package world

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// strangers mints tokens of projects that no description is about, on platforms
// where everybody orders the components of their own subject: every order of
// every subset, behind everything that may stand first.
func (m *maker) strangers() {
	p := m.same[0].Model()
	firsts := p.Strangers()
	if len(firsts) == 0 {
		return
	}
	var tenant []string
	for _, t := range firsts {
		for _, v := range t.Vars {
			if !slices.Contains(tenant, v) {
				tenant = append(tenant, v)
			}
		}
	}
	rest := slices.DeleteFunc(slices.Clone(p.Subject.Components), func(c string) bool { return slices.Contains(p.Subject.First, c) })
	orders := permutations(rest)
	for i := range p.Forms {
		f := &p.Forms[i]
		if len(f.Sub) > 0 || !slices.ContainsFunc(m.same, func(d trust.Description) bool { return p.Occurs(f, m.issuer, d.Settings) }) {
			continue
		}
		m.foreignOrders(f, m.foreign(f, tenant), firsts, orders)
	}
}

// foreignOrders adds candidates: of the first stranger every order, when the
// world is large enough to show them; of the others the declared order and a
// sample.
func (m *maker) foreignOrders(f *platform.Form, jobs []map[string]string, firsts []platform.Template, orders [][]string) {
	lacks := m.absences(f, false)
	add := func(values map[string]string, order []string, n int, r rank) {
		for i := range firsts {
			m.candidates[strange] = append(m.candidates[strange], candidate{form: f, values: values, absent: lacks[n%len(lacks)], first: &firsts[i], order: order, rank: r})
		}
	}
	all := m.limit >= whole
	declared := orderOf(m.same[0].Model(), m.same[0])
	for n, values := range jobs {
		switch {
		case all && n == 0:
			for _, order := range orders {
				add(values, order, 0, first)
			}
		case n == 0:
			add(values, declared, 0, first)
		default:
			add(values, declared, n, byLot)
			for range 4 {
				add(values, orders[m.rand.IntN(len(orders))], n, byLot)
			}
		}
	}
}

// orderOf is the declared order without what stands first.
func orderOf(p *platform.Platform, d trust.Description) []string {
	return p.Components(d.Settings)[1:]
}

// foreign lists variables of projects that no box is about.
func (m *maker) foreign(f *platform.Form, tenant []string) []map[string]string {
	var out []map[string]string
	try := func(values map[string]string) {
		for _, d := range m.same {
			for _, b := range d.Boxes {
				only := trust.Box{trust.FormKey: {f.Name}}
				for _, v := range append([]string{"namespace_id"}, tenant...) {
					if list, ok := b[v]; ok {
						only[v] = list
					}
				}
				theirs := trust.Description{Platform: d.Platform, Issuer: d.Issuer, Settings: d.Settings, Boxes: []trust.Box{only}}
				if theirs.Contains(platform.Job{Form: f.Name, Values: values}) || f.Never && len(only) == 1 {
					return
				}
			}
		}
		out = append(out, values)
	}
	bases := m.bases(f)
	for _, v := range tenant {
		pool := m.pools[v]
		for i, x := range append(slices.Clone(pool.outside), pool.odd()...) {
			base := bases[i%len(bases)]
			one := maps.Clone(base)
			one[v] = x
			try(one)
			everything := maps.Clone(base)
			for _, w := range tenant {
				if list := m.pools[w].outside; len(list) > 0 {
					everything[w] = list[i%len(list)]
				}
			}
			for _, ref := range []string{"branch", "tag"} {
				if list := m.pools[ref].odd(); len(list) > 0 && i%2 == 1 {
					everything[ref] = list[i%len(list)]
				}
			}
			try(everything)
		}
	}
	return out
}

// stranger mints a foreigner's token.
func (m *maker) stranger(c candidate) {
	p := m.same[0].Model()
	token := p.Mint(c.job(), platform.Presentation{Template: platform.Template{Lits: []string{""}}}, m.issuer, m.same[0].Audiences[0])
	parts := []string{c.first.Fill(c.values)}
	for _, name := range c.order {
		if text, ok := token[name].(string); ok {
			parts = append(parts, name+":"+text)
		}
	}
	token["sub"] = strings.Join(parts, ":")
	m.keep(Token{Claims: token, Want: Refuse, Note: c.form.Name + " of a stranger", stage: strange})
}

// permutations returns every order of every subset.
func permutations(of []string) [][]string {
	out := [][]string{nil}
	for i, x := range of {
		rest := slices.Delete(slices.Clone(of), i, i+1)
		for _, tail := range permutations(rest) {
			out = append(out, append([]string{x}, tail...))
		}
	}
	return out
}
