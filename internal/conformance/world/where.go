package world

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// fit puts others in place of values that jobs of the form cannot have, as far as
// facts say so that are verified, taken on, or the form's own: one that the pool has,
// or the form's sample. The given map stays as it is.
func (m *maker) fit(f *platform.Form, values map[string]string) map[string]string {
	for v := range f.Where {
		text, given := values[v]
		if !given || m.oracle().canHave(f, m.same[0].Model(), v, text) {
			continue
		}
		list := m.fitting(f, v)
		values = with(values, v, list[lot(text)%uint64(len(list))])
	}
	return values
}

// fitting are the values of the variable's pool that jobs of the form can have, or
// the form's sample.
func (m *maker) fitting(f *platform.Form, variable string) []string {
	key := f.Name + "\x00" + variable
	list, ok := m.fits[key]
	if !ok {
		p := m.same[0].Model()
		for _, s := range m.pools[variable].all() {
			if m.oracle().canHave(f, p, variable, s) {
				list = append(list, s)
			}
		}
		if len(list) == 0 {
			list = []string{p.Sample(f, variable)}
		}
		m.fits[key] = list
	}
	return list
}

func (m *maker) oracle() oracle { return oracle{m.ref, m.takenOn} }

// canHave reports whether there may be jobs of the form with the value. What nobody
// has verified keeps none away.
func (o oracle) canHave(f *platform.Form, p *platform.Platform, variable, text string) bool {
	return f.Meets(variable, pattern.Literal(text), func(fact string) bool {
		return fact == f.Fact || p.Verified(fact) || slices.Contains(o.takenOn, fact)
	})
}

// canBe reports whether there may be such a job.
func (o oracle) canBe(p *platform.Platform, j platform.Job) bool {
	f := p.Form(j.Form)
	for v := range f.Where {
		if text, given := j.Values[v]; given && !o.canHave(f, p, v, text) {
			return false
		}
	}
	return true
}

// narrower are values of the domains that some forms narrow a variable to, and of
// what these leave out.
func narrower(p *platform.Platform, variable string) []string {
	var out []string
	for i := range p.Forms {
		f := &p.Forms[i]
		if len(f.Where[variable]) == 0 {
			continue
		}
		out = append(out, p.Sample(f, variable))
		for _, w := range f.Where[variable] {
			d := platform.DomainNamed(w.Domain)
			out = append(append(append(out, d.Values...), branches(d.Regexp)...), d.Example)
		}
	}
	return slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(out))), func(s string) bool { return s == "" })
}

// variables are the platform's, and those of families that matter.
func variables(p *platform.Platform, matter map[string]bool) []platform.Variable {
	out := slices.Clone(p.Variables)
	for _, name := range allComponents(p) {
		v, ok := p.Variable(name)
		if ok && matter[name] && !slices.ContainsFunc(out, func(o platform.Variable) bool { return o.Name == name }) {
			out = append(out, v)
		}
	}
	return out
}

// allComponents are all that subjects may be made of, one for each family.
func allComponents(p *platform.Platform) []string {
	out := slices.Clone(p.Subject.Components)
	for _, f := range p.Families {
		if f.Component {
			out = append(out, f.Prefix+"x")
		}
	}
	return out
}

// token mints the payload, with the claims of families that the subject shows.
func (m *maker) token(j platform.Job, subject platform.Presentation, audience string) map[string]any {
	p := m.same[0].Model()
	out := p.Mint(j, subject, m.issuer, audience)
	f := p.Form(j.Form)
	for _, name := range allComponents(p) {
		if _, there := out[name]; there || slices.Contains(j.Absent, name) || slices.Contains(f.ClaimNames(), name) {
			continue
		}
		if _, ok := f.Claim(name); !ok {
			continue
		}
		if text, ok := j.Values[name]; ok {
			out[name] = text
		}
	}
	return out
}
