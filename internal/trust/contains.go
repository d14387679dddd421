package trust

// This file holds whether a job is described.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// Contains reports whether the job is described. Variables without a value in
// the job have their sample, as when minting.
func (d Description) Contains(j platform.Job) bool {
	p := d.Model()
	return slices.ContainsFunc(d.Boxes, func(b Box) bool { return b.contains(p, j, d.Issuer) })
}

func (b Box) contains(p *platform.Platform, j platform.Job, issuer string) bool {
	f := p.Form(j.Form)
	if f == nil || !slices.Contains(b[FormKey], j.Form) {
		return false
	}
	for name, patterns := range b {
		if name == FormKey {
			continue
		}
		v, _ := p.Variable(name)
		value, ok := j.Values[name]
		if !ok {
			value = p.Sample(f, name)
		}
		if absent(f, j, name, issuer) {
			return false
		}
		values := []string{value}
		if v.Many {
			if slices.Contains(patterns, "*") {
				continue // no restriction: the list may be empty
			}
			values = strings.FieldsFunc(value, func(r rune) bool { return r == ',' })
		}
		if !slices.ContainsFunc(values, func(s string) bool { return matchesAny(patterns, s) }) {
			return false
		}
	}
	return true
}

func matchesAny(patterns []string, s string) bool {
	return slices.ContainsFunc(patterns, func(g string) bool { return pattern.Match(g, s) })
}

// absent reports whether the job's token lacks every claim that shows the
// variable: a job without environment is in no environment.
func absent(f *platform.Form, j platform.Job, variable, issuer string) bool {
	shown, missing := false, false
	for _, c := range f.Showing(variable) {
		shown = true
		missing = missing || !c.Sure(issuer) && slices.Contains(j.Absent, c.Name)
	}
	return shown && missing || !f.Has(variable)
}
