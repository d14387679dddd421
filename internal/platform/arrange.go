package platform

import (
	"slices"
	"strings"
)

// Made reports whether a subject is one that a project could be configured to
// show: known components joined by colons, each with the value that the job has.
// Values hold all variables.
func (p *Platform) Made(f *Form, subject string, values map[string]string) bool {
	return slices.ContainsFunc(p.Ordered(f, subject), func(s Presentation) bool { return s.Template.Fill(values) == subject })
}

// Ordered are subjects of the form in the configurations by which it could have come to
// the subject, whatever values its variables have.
func (p *Platform) Ordered(f *Form, subject string) []Presentation {
	readings, err := p.Read(subject)
	if err != nil {
		return nil
	}
	var out []Presentation
	seen := map[string]bool{}
	for _, r := range readings {
		if r.Form != f.Name || len(f.subs) > 0 {
			continue
		}
		for _, format := range p.formatNames() {
			for _, s := range p.components(f, strings.Split(r.Presentation, ","), format) {
				if text := s.Template.String(); !seen[text] {
					seen[text] = true
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// Arrangements are subjects of the form in configurations of up to three
// components, for platforms where projects arrange their own. They begin with
// what strangers' subjects can begin with. The slice is not to be changed.
func (p *Platform) Arrangements(f *Form) []Presentation {
	p.keeping.Lock()
	defer p.keeping.Unlock()
	if p.arranged == nil {
		p.arranged = map[string][]Presentation{}
	}
	out, ok := p.arranged[f.Name]
	if !ok {
		out = p.arrange(f)
		p.arranged[f.Name] = out
	}
	return out
}

func (p *Platform) arrange(f *Form) []Presentation {
	var out []Presentation
	seen := map[string]bool{}
	add := func(names ...string) {
		for _, format := range p.formatNames() {
			for _, s := range p.components(f, names, format) {
				text := s.Template.String()
				if !seen[text] && slices.ContainsFunc(p.strangers, func(t Template) bool {
					return strings.HasPrefix(text, t.String()) || len(t.Vars) == 1 && t.String() == "{"+t.Vars[0]+"}"
				}) {
					seen[text] = true
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
