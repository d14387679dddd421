package platform

// Components of subjects, as users name them.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// ComponentFault says why a component cannot stand in a subject behind those
// before it; both results are empty when it can.
func (p *Platform) ComponentFault(name string, before []string) (reason, fix string) {
	if !p.isComponent(name) {
		return "is no component", value.Suggest(name, p.Subject.Components)
	}
	return p.misplaced(name, before)
}

// misplaced says why a component cannot stand behind those before it.
func (p *Platform) misplaced(name string, before []string) (reason, fix string) {
	s := p.Subject
	switch {
	case len(s.First) > 0 && slices.Contains(s.First, name) != (len(before) == 0):
		return "stands in the wrong place: exactly the first component is one of " + problem.QuoteAll(s.First), ""
	case slices.Contains(before, name):
		return "stands there twice", ""
	}
	return "", ""
}

func (p *Platform) isComponent(name string) bool {
	if slices.Contains(p.Subject.Components, name) {
		return true
	}
	f, ok := family(p.Families, name)
	return ok && f.Component && isKey(name)
}

// isText reports that some form's tokens have the claim, and that it is a text of which
// the data says what it shows.
func (p *Platform) isText(claim string) bool {
	return slices.ContainsFunc(p.Forms, func(f Form) bool {
		c, ok := f.claims[claim]
		return ok && c.Type == "string" && c.tmpl.Lits != nil
	})
}

// isKey reports whether a name can be a component's: letters, digits and
// underscores.
func isKey(name string) bool {
	return strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// componentsIn lists the components that a subject may go on with: all that are
// known by name, and another one that the text names.
func (p *Platform) componentsIn(text string) []string {
	name, _, found := strings.Cut(text, ":")
	if !found || slices.Contains(p.Subject.Components, name) || !p.isComponent(name) && (!p.Subject.AnyClaim || !p.isText(name)) {
		return p.Subject.Components
	}
	return append(slices.Clone(p.Subject.Components), name)
}
