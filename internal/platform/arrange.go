package platform

import (
	"slices"
	"strings"
)

// Made reports whether a subject is one that a project could be configured to
// show: components that the form's claims spell, joined by colons, each with the
// value that the job has. Values hold all variables.
func (p *Platform) Made(f *Form, subject string, values map[string]string) bool {
	var texts []string
	for _, name := range slices.Concat(p.Subject.Components, f.names) {
		if c, ok := f.claims[name]; ok && c.tmpl.Lits == nil {
			continue // nobody knows its value
		}
		for _, t := range p.Spellings(f, name) {
			if text := t.Fill(values); text != "" && !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	for _, t := range p.strangers {
		texts = append(texts, t.Fill(values))
	}
	return joined(subject, texts)
}

func joined(subject string, texts []string) bool {
	return slices.ContainsFunc(texts, func(t string) bool {
		rest, ok := strings.CutPrefix(subject, t)
		if !ok {
			return false
		}
		rest, more := strings.CutPrefix(rest, ":")
		return rest == "" && !more || more && joined(rest, texts)
	})
}

// Arrangements are subjects of the form in configurations of up to three
// components, for platforms where projects arrange their own. They begin with
// what strangers' subjects can begin with.
func (p *Platform) Arrangements(f *Form) []Presentation {
	var out []Presentation
	add := func(names ...string) {
		for _, format := range p.formatNames() {
			for _, s := range p.components(f, names, format) {
				known := slices.ContainsFunc(p.strangers, func(t Template) bool { return strings.HasPrefix(s.Template.String(), t.String()) })
				if known && !slices.ContainsFunc(out, func(o Presentation) bool { return o.Template.String() == s.Template.String() }) {
					out = append(out, s)
				}
			}
		}
	}
	for _, first := range p.Subject.Components {
		add(first)
		for _, second := range p.Subject.Components {
			if second == first {
				continue
			}
			add(first, second)
			for _, third := range p.Subject.Components {
				if third != first && third != second {
					add(first, second, third)
				}
			}
		}
	}
	return out
}
