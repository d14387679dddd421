package trust

// This file holds which filters contradict each other, and what a form's jobs can be.

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// A part is what one filter says of the jobs.
type part struct {
	filter string
	box    Box
}

// conflict names two filters that no job fulfils together; if there are none, all
// that are given.
func (d *describer) conflict() string {
	names := make([]string, 0, len(d.parts))
	for i, a := range d.parts {
		names = append(names, a.filter)
		for _, b := range d.parts[i+1:] {
			if d.alternatives(a.filter, b.filter) {
				continue
			}
			if !slices.ContainsFunc(d.base[FormKey], func(form string) bool { return d.canBe(form, a.box) && d.canBe(form, b.box) }) {
				return a.filter + " and " + b.filter
			}
		}
	}
	return strings.Join(slices.Compact(slices.Sorted(slices.Values(names))), ", ")
}

func (d *describer) alternatives(a, b string) bool {
	fa, _ := d.p.Filter(a)
	fb, _ := d.p.Filter(b)
	return fa.IsAlternative() && fb.IsAlternative()
}

// canBe reports whether jobs of the form can be in the box: each variable is one of
// theirs, and some value of it is within the patterns. Any value is some value.
func (d *describer) canBe(form string, box Box) bool {
	if forms, ok := box[FormKey]; ok && !slices.Contains(forms, form) {
		return false
	}
	f := d.p.Form(form)
	for v := range box {
		if v != FormKey && !f.Has(v) && !slices.Contains(d.p.IssuerParts(d.settings), v) {
			return false
		}
	}
	return meets(f, box, func(fact string) bool { return fact == f.Fact || d.p.Verified(fact) })
}

// meets reports whether jobs of the form can have values within the box's patterns,
// as far as facts go that count.
func meets(f *platform.Form, box Box, counts func(fact string) bool) bool {
	for v := range maps.Keys(f.Where) {
		patterns, ok := box[v]
		if ok && !slices.ContainsFunc(patterns, func(g string) bool { return f.Meets(v, pattern.FromGlob(g), counts) }) {
			return false
		}
	}
	return true
}
