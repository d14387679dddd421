package trust

// This file holds boxes: products of patterns over variables, with their set operations.

import (
	"maps"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// A Box is a product: jobs of one of the forms whose every listed variable is
// within the variable's patterns. What is not listed is not restricted.
type Box map[string][]string

// open reports whether the box does not restrict the variable. Any value of a
// variable that a job may lack is a restriction: the job must have one.
func (b Box) open(p *platform.Platform, name string) bool {
	ps, ok := b[name]
	return !ok || slices.Contains(ps, "*") && !p.MayLack(name)
}

// Variables lists the variables that the box restricts, sorted.
func (b Box) Variables(p *platform.Platform) []string {
	var out []string
	for name := range b {
		if name != FormKey && !b.open(p, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// relax returns the box with one restriction taken away.
func (b Box) relax(name string) Box {
	out := maps.Clone(b)
	delete(out, name)
	return out
}

// with returns the intersection of the box and one more restriction; ok is
// false when they have no form in common or restrict one variable twice.
func (b Box) with(more Box) (Box, bool) {
	out := maps.Clone(b)
	for name, patterns := range more {
		have, ok := out[name]
		switch {
		case !ok:
			out[name] = patterns
		case name == FormKey:
			out[name] = common(have, patterns)
			if len(out[name]) == 0 {
				return nil, false
			}
		default:
			if out[name] = intersect(have, patterns); len(out[name]) == 0 {
				return nil, false
			}
		}
	}
	return out, true
}

func common(a, b []string) []string {
	var out []string
	for _, x := range a {
		if slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	return out
}

// intersect keeps what is in both lists, for lists of which one holds fixed
// values or patterns that cover the other's: no platform needs more.
func intersect(a, b []string) []string {
	var out []string
	for _, x := range a {
		if matchesAny(b, x) {
			out = append(out, x)
		}
	}
	for _, x := range b {
		if matchesAny(a, x) {
			out = append(out, x)
		}
	}
	return normal(out)
}

// normal sorts, drops doubles and values that a pattern of the list covers.
func normal(patterns []string) []string {
	sorted := sortedOnce(patterns)
	if slices.Contains(sorted, "*") {
		return []string{"*"}
	}
	var globs []string
	for _, p := range sorted {
		if !pattern.IsLiteral(p) {
			globs = append(globs, p)
		}
	}
	if len(globs) == 0 {
		return sorted
	}
	return slices.DeleteFunc(sorted, func(p string) bool { return pattern.IsLiteral(p) && matchesAny(globs, p) })
}

// uniteBoxes joins boxes that differ in one entry only, which is exact, until
// none is left, and sorts them: the order of filters' lists does not show.
func uniteBoxes(boxes []Box) []Box {
	products := make([]product, 0, len(boxes))
	for _, b := range boxes {
		r := product{}
		for k, v := range b {
			r[k] = normal(v)
		}
		products = append(products, r)
	}
	var out []Box
	for _, r := range uniteProducts(products, normal) {
		out = append(out, Box(r))
	}
	return out
}
