package platform

import (
	"fmt"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// parseTemplate reads "org:{organization}:…". A literal { or } cannot be
// written; no platform needs one.
func parseTemplate(s string) (Template, error) {
	t := Template{}
	for i := range len(s) { // the proof rests on it
		if s[i] < ' ' || s[i] > '~' {
			return t, fmt.Errorf("template %q: only printable ASCII", s)
		}
	}
	for {
		lit, rest, found := strings.Cut(s, "{")
		if strings.Contains(lit, "}") {
			return t, fmt.Errorf("template %q: } without {", s)
		}
		t.Lits = append(t.Lits, lit)
		if !found {
			return t, nil
		}
		name, tail, closed := strings.Cut(rest, "}")
		if !closed || name == "" {
			return t, fmt.Errorf("template %q: { without a name and }", s)
		}
		t.Vars = append(t.Vars, name)
		s = tail
	}
}

// String spells the template with its variables in braces.
func (t Template) String() string {
	var b strings.Builder
	for i, v := range t.Vars {
		b.WriteString(t.Lits[i] + "{" + v + "}")
	}
	if len(t.Lits) > 0 {
		b.WriteString(t.Lits[len(t.Vars)])
	}
	return b.String()
}

// Constant returns the text of a template without variables.
func (t Template) Constant() (string, bool) {
	if len(t.Vars) > 0 || len(t.Lits) == 0 {
		return "", false
	}
	return t.Lits[0], true
}

// Fill puts values in; a variable without one becomes the empty text.
func (t Template) Fill(values map[string]string) string {
	var b strings.Builder
	for i, v := range t.Vars {
		b.WriteString(t.Lits[i] + values[v])
	}
	if len(t.Lits) > 0 {
		b.WriteString(t.Lits[len(t.Vars)])
	}
	return b.String()
}

// Partly puts in the values that are given and leaves the other variables.
func (t Template) Partly(values map[string]string) Template {
	out := Template{Lits: []string{t.Lits[0]}}
	for i, v := range t.Vars {
		if text, ok := values[v]; ok {
			out.Lits[len(out.Lits)-1] += text + t.Lits[i+1]
			continue
		}
		out.Vars = append(out.Vars, v)
		out.Lits = append(out.Lits, t.Lits[i+1])
	}
	return out
}

// Pattern is the template with each variable's alphabet and width.
func (t Template) Pattern(p *Platform, settings Settings) pattern.Template {
	out := pattern.Template{Lits: t.Lits}
	for _, v := range t.Vars {
		out.Vars = append(out.Vars, p.Var(v, settings))
	}
	return out
}

// join makes one template of several with a separator between.
func join(ts []Template, sep string) Template {
	out := Template{Lits: []string{""}}
	for i, t := range ts {
		if i > 0 {
			out.Lits[len(out.Lits)-1] += sep
		}
		out.Lits[len(out.Lits)-1] += t.Lits[0]
		out.Lits = append(out.Lits, t.Lits[1:]...)
		out.Vars = append(out.Vars, t.Vars...)
	}
	return out
}
