package platform

// Templates, parsed.

import (
	"fmt"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// A Template is a text over a platform's variables, as its data writes it.
type Template = pattern.Text

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

// Pattern is the template with each variable's alphabet and width.
func (p *Platform) Pattern(t Template, settings Settings) pattern.Template {
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
