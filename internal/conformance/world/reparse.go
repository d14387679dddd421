package world

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// reparse adds jobs whose subject is, letter by letter, that of a described job,
// cut at other places or by another form's template: what one sub can also be.
func (m *maker) reparse() {
	subjects := map[string]bool{}
	for _, d := range m.same {
		p := d.Model()
		for i := range p.Forms {
			f := &p.Forms[i]
			for _, base := range m.bases(f) {
				if !d.Contains(platform.Job{Form: f.Name, Values: base}) {
					continue
				}
				for _, s := range p.Declared(f, d.Settings) {
					subjects[s.Template.Fill(base)] = true
				}
			}
		}
	}
	const most = 12
	list := slices.Sorted(maps.Keys(subjects))
	m.rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	for _, sub := range list[:min(len(list), most)] {
		m.readings(sub)
	}
}

// readings adds every job of every form that shows the subject.
func (m *maker) readings(sub string) {
	for _, d := range m.same {
		p := d.Model()
		for i := range p.Forms {
			f := &p.Forms[i]
			if !p.Occurs(f, m.issuer, d.Settings) {
				continue
			}
			bases := m.bases(f)
			for _, s := range append(p.Declared(f, d.Settings), p.Undeclared(f, d.Settings)...) {
				for k, values := range cuts(d, s.Template, sub) {
					if !m.oracle().canBe(p, platform.Job{Form: f.Name, Values: values}) {
						continue
					}
					base := maps.Clone(bases[k%len(bases)])
					maps.Copy(base, values)
					m.candidates[attacked] = append(m.candidates[attacked], candidate{form: f, values: base, absent: together(f, s.Absent, m.issuer), rank: first})
				}
			}
		}
	}
}

// cuts lists the ways to read a text by a template: all values within their
// domains, and issuer parts as they are.
func cuts(d trust.Description, t platform.Template, text string) []map[string]string {
	p := d.Model()
	const most = 200
	var out []map[string]string
	var walk func(i int, rest string, values map[string]string)
	walk = func(i int, rest string, values map[string]string) {
		rest, ok := strings.CutPrefix(rest, t.Lits[i])
		if !ok || len(out) >= most {
			return
		}
		if i == len(t.Vars) {
			if rest == "" {
				out = append(out, maps.Clone(values))
			}
			return
		}
		name, next := t.Vars[i], t.Lits[i+1]
		for end := 0; end <= len(rest); end++ {
			if !strings.HasPrefix(rest[end:], next) || i+1 == len(t.Vars) && end+len(next) != len(rest) {
				continue
			}
			value := rest[:end]
			if before, seen := values[name]; seen && before != value {
				continue
			}
			if _, isVariable := p.Variable(name); isVariable {
				if !canBe(p.Domain(name, d.Settings), value) {
					continue
				}
			}
			more := maps.Clone(values)
			more[name] = value
			walk(i+1, rest[end:], more)
		}
	}
	walk(0, text, map[string]string{})
	return out
}
