package world

import (
	"maps"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// relevant lists the variables that matter to a form: restricted ones first,
// then those of subjects, then those of claims that documents may be about.
func (m *maker) relevant(f *platform.Form) []string {
	p := m.same[0].Model()
	rank := map[string]int{}
	put := func(v string, r int) {
		_, family := f.Claim(v) // as a variable, it has the claim's name
		if _, fixed := m.fixed[v]; !fixed && (f.Has(v) || family && len(m.pools[v].inside) > 0) && (rank[v] == 0 || r < rank[v]) {
			rank[v] = r
		}
	}
	for _, d := range m.same {
		for _, b := range d.Boxes {
			for _, v := range b.Variables(p) {
				put(v, 1)
			}
		}
		for _, s := range append(p.Declared(f, d.Settings), p.Undeclared(f, d.Settings)...) {
			for _, v := range s.Template.Vars {
				put(v, 2)
			}
		}
	}
	for _, name := range p.Match {
		if c, ok := f.Claim(name); ok {
			if t, ok := c.Template(); ok {
				for _, v := range t.Vars {
					put(v, 3)
				}
			}
		}
	}
	out := slices.Sorted(maps.Keys(rank))
	slices.SortStableFunc(out, func(a, b string) int { return rank[a] - rank[b] })
	return out
}

// form enumerates the jobs of one form.
func (m *maker) form(f *platform.Form) {
	relevant := m.relevant(f)
	bases := m.bases(f)
	far := maps.Clone(m.fixed)
	for _, v := range relevant {
		far[v] = m.pools[v].inside[0]
		if list := slices.Concat(m.pools[v].outside, m.pools[v].odd()); len(list) > 0 {
			far[v] = list[0]
		}
	}
	for _, base := range bases {
		m.add(described, f, base)
	}
	few := 4
	if m.limit < whole {
		few = 2
	}
	for _, base := range bases[:min(few, len(bases))] {
		for _, v := range relevant {
			for _, x := range m.some(m.pools[v].all()) {
				m.add(swept, f, base, v, x)
			}
		}
	}
	m.namesakes(f, bases[0])
	m.nearMisses(f, bases)
	for i, v := range relevant {
		for k, x := range m.some(m.pools[v].attacks) {
			base := bases[(i+k)%len(bases)]
			m.add(attacked, f, far, v, x)
			for _, w := range relevant {
				if w != v && len(patternsOf(m.same, w)) > 0 {
					m.add(attacked, f, base, v, x, w, far[w])
				}
			}
		}
	}
	m.product(f, relevant[:min(5, len(relevant))], bases)
	for range min(m.limit/8, 400) {
		values := maps.Clone(m.fixed)
		for _, v := range relevant {
			list := m.pools[v].all()
			values[v] = list[m.rand.IntN(len(list))]
		}
		m.add(drawn, f, values)
	}
}

// nearMisses are jobs of a described form that differ from a described one in a
// restricted variable only; they are always there.
func (m *maker) nearMisses(f *platform.Form, bases []map[string]string) {
	restricted := map[string]bool{}
	for _, d := range m.same {
		for _, b := range d.Boxes {
			if slices.Contains(b[trust.FormKey], f.Name) {
				for _, v := range b.Variables(d.Model()) {
					restricted[v] = true
				}
			}
		}
	}
	if m.limit < 100 {
		bases = bases[:1]
	}
	for _, base := range bases[:min(4, len(bases))] {
		for _, v := range slices.Sorted(maps.Keys(restricted)) {
			for _, list := range [][]string{m.pools[v].outside, m.pools[v].attacks} {
				if len(list) == 0 {
					continue
				}
				x := list[0]
				if longer := base[v] + "x"; slices.Contains(list, longer) { // rather than what is near another value
					x = longer
				}
				m.candidates[swept] = append(m.candidates[swept], candidate{form: f, values: base, changes: []string{v, x}, rank: always})
			}
		}
	}
}

// namesakes is a job of the form whose open variables are named like restricted
// ones of the same kind: a tag main where the branch main is described.
func (m *maker) namesakes(f *platform.Form, base map[string]string) {
	p := m.same[0].Model()
	var changes []string
	for _, v := range p.Variables {
		if _, fixed := m.fixed[v.Name]; fixed || !f.Has(v.Name) || len(patternsOf(m.same, v.Name)) > 0 {
			continue
		}
		for _, other := range p.Variables {
			if _, fixed := m.fixed[other.Name]; !fixed && other.Domain == v.Domain && len(patternsOf(m.same, other.Name)) > 0 {
				changes = append(changes, v.Name, m.pools[other.Name].inside[0])
			}
		}
	}
	m.candidates[swept] = append(m.candidates[swept], candidate{form: f, values: base, changes: changes, rank: always})
}

// bases are jobs inside, one or more for each box: every box's own values where
// it has any.
func (m *maker) bases(f *platform.Form) []map[string]string {
	var out []map[string]string
	add := func(b trust.Box, pick int) {
		base := maps.Clone(m.fixed)
		for v := range m.pools {
			list := m.pools[v].inside
			if patterns, ok := b[v]; ok {
				list = nil
				for _, g := range patterns {
					list = append(list, m.pools[v].fills[g]...)
				}
			}
			can := func(s string) bool { return m.oracle().canHave(f, m.same[0].Model(), v, s) }
			if len(f.Where[v]) > 0 && slices.ContainsFunc(list, can) {
				list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return !can(s) })
			}
			if len(list) > 0 {
				base[v] = list[pick%len(list)]
			}
		}
		out = append(out, m.fit(f, base))
	}
	for pick := range 6 {
		for _, d := range m.same {
			for _, b := range d.Boxes {
				if slices.Contains(b[trust.FormKey], f.Name) || pick == 0 {
					add(b, pick)
				}
			}
		}
	}
	return out
}

// describes reports whether some jobs of the form are described.
func describes(d trust.Description, f *platform.Form) bool {
	return slices.ContainsFunc(d.Boxes, func(b trust.Box) bool { return slices.Contains(b[trust.FormKey], f.Name) })
}

// product takes one inside, one outside and one hostile value of each variable, in
// all combinations where the world is large and jobs of the form are described.
func (m *maker) product(f *platform.Form, variables []string, bases []map[string]string) {
	count := 1
	for range variables {
		count *= 3
	}
	all := count
	if m.limit < whole || !slices.ContainsFunc(m.same, func(d trust.Description) bool { return describes(d, f) }) {
		count = min(count, m.limit, 80)
	}
	for n := range count {
		if count < all {
			n = m.rand.IntN(all)
		}
		values := maps.Clone(bases[n%len(bases)])
		rest := n
		for i, v := range variables {
			pool := m.pools[v]
			pick := func(list []string, k int) {
				if len(list) > 0 {
					values[v] = list[k%len(list)]
				}
			}
			switch rest % 3 {
			case 0:
				pick(pool.inside, n/81)
			case 1:
				pick(pool.outside, n/9)
			case 2:
				pick(pool.odd(), n/3+i)
			}
			rest /= 3
		}
		m.add(multiplied, f, values)
	}
}

// absences lists which optional claims a job may lack: none, all, and those that
// are missing for each reason that matters.
func (m *maker) absences(f *platform.Form, each bool) [][]string {
	p := m.same[0].Model()
	var optional []string
	out := [][]string{nil}
	for _, name := range f.ClaimNames() {
		c, _ := f.Claim(name)
		if c.Sure(m.issuer) {
			continue
		}
		optional = append(optional, name)
		if each && (slices.Contains(p.Match, name) || slices.ContainsFunc(m.same, func(d trust.Description) bool { return componentOf(d, f, name) })) {
			group := together(f, []string{name}, m.issuer)
			if !slices.ContainsFunc(out, func(o []string) bool { return slices.Equal(o, group) }) {
				out = append(out, group)
			}
		}
	}
	if len(optional) > 0 && !slices.ContainsFunc(out, func(o []string) bool { return slices.Equal(o, optional) }) {
		out = slices.Insert(out, 1, optional)
	}
	return out
}

// together adds the claims that are missing for the same reasons as these.
func together(f *platform.Form, absent []string, issuer string) []string {
	reasons := map[string]bool{}
	for _, name := range absent {
		c, _ := f.Claim(name)
		for _, reason := range why(c, issuer) {
			reasons[reason] = true
		}
	}
	var out []string
	for _, name := range f.ClaimNames() {
		c, _ := f.Claim(name)
		if slices.ContainsFunc(why(c, issuer), func(reason string) bool { return reasons[reason] }) {
			out = append(out, name)
		}
	}
	return out
}

// why says when tokens of the issuer lack the claim, or have null or nothing in its
// place.
func why(c platform.Claim, issuer string) []string {
	if c.Null+c.Empty != "" {
		return []string{c.Null + c.Empty}
	}
	return c.Optional(issuer)
}

// add notes a job, with and without its optional claims: values, and names and
// values that replace some of them.
func (m *maker) add(s stage, f *platform.Form, values map[string]string, changes ...string) {
	matter := s == described || s == swept
	key := f.Name
	if matter {
		key += "+"
	}
	list, ok := m.lacks[key]
	if !ok {
		list = m.absences(f, matter)
		m.lacks[key] = list
	}
	for _, absent := range list {
		m.candidates[s] = append(m.candidates[s], candidate{form: f, values: values, changes: changes, absent: absent})
	}
}
