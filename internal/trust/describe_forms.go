package trust

// This file holds forms that come in or go by what all filters say together.

import (
	"maps"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// everything adds what no filter describes by itself where all jobs of a place are
// meant.
func (d *describer) everything() {
	rest := d.p.Rest()
	if len(rest) == 0 || slices.ContainsFunc(d.p.Everything, func(name string) bool { return !d.all(name) }) {
		return
	}
	d.base[FormKey] = slices.Concat(d.base[FormKey], rest)
	left := slices.DeleteFunc(slices.Clone(d.base[FormKey]), func(form string) bool {
		return slices.ContainsFunc(d.refs, func(a alternative) bool { return slices.Contains(a.box[FormKey], form) })
	})
	d.refs = append(d.refs, alternative{box: Box{FormKey: left}})
}

// all reports whether the filter is given and lets all jobs pass that it is about.
func (d *describer) all(name string) bool {
	f, _ := d.p.Filter(name)
	if f.Role != platform.RoleRefs {
		return d.on(name)
	}
	return slices.ContainsFunc(d.parts, func(p part) bool { return p.filter == name && slices.Contains(p.box[f.Variable], "*") })
}

// occurring leaves out forms of which no token has the issuer.
func (d *describer) occurring() {
	known := map[string]string{}
	maps.Copy(known, d.settings)
	for v, list := range d.base {
		known[v] = list[0]
	}
	if slices.ContainsFunc(d.p.IssuerParts(known), func(part string) bool { return known[part] == "" }) {
		return
	}
	issuer := d.p.IssuerURL(known)
	d.base[FormKey] = slices.DeleteFunc(slices.Clone(d.base[FormKey]), func(name string) bool { return !d.p.Occurs(d.p.Form(name), issuer, d.settings) })
}
