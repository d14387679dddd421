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

// Contradicts reports that a known component stands in a subject with another
// value than the job's, wherever it stands.
func (p *Platform) Contradicts(f *Form, subject string, values map[string]string) bool {
	for _, name := range p.Subject.Components {
		for at := 0; ; {
			i := strings.Index(subject[at:], name+":")
			if i < 0 {
				break
			}
			from := at + i
			at = from + len(name) + 1
			if from > 0 && subject[from-1] != ':' {
				continue
			}
			told := slices.ContainsFunc(p.Spellings(f, name), func(t Template) bool {
				rest, ok := strings.CutPrefix(subject[from:], t.Fill(values))
				return ok && (rest == "" || rest[0] == ':')
			})
			if !told {
				return true
			}
		}
	}
	return false
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
