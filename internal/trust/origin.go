package trust

// This file holds filters over a claim that is made of several variables.

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// origin takes a pattern over a claim apart into patterns over the variables of
// the claim's template, once for every different template among the forms:
// github.com/my-org/* becomes owner my-org, any repository.
func (d *describer) origin(f platform.Filter, at, glob string) []Box {
	byTemplate := map[string][]string{}
	templates := map[string]platform.Template{}
	for _, form := range d.p.Forms {
		if c, ok := form.Claim(f.Claim); ok && (!form.Never || form.Everything) {
			t, _ := c.Template()
			byTemplate[t.String()] = append(byTemplate[t.String()], form.Name)
			templates[t.String()] = t
		}
	}
	var out []Box
	var whole []string
	var faults []func()
	for _, key := range slices.Sorted(maps.Keys(templates)) {
		t := templates[key]
		parts, ok := d.takeApart(t, glob)
		if !ok {
			continue
		}
		box := Box{FormKey: byTemplate[key]}
		clean := true
		for i, v := range t.Vars {
			reason, fix := d.p.Domain(v, d.settings).CheckGlob(parts[i])
			if reason != "" {
				faults = append(faults, func() { d.bad(at, glob, "is no origin: "+problem.Quote(parts[i])+" "+reason, fix) })
				clean = false
			}
			box[v] = []string{parts[i]}
		}
		if clean {
			out = append(out, box)
		}
		if t.Lits[0] == "" && len(templates) > 1 && !clean {
			continue // whatever is written begins so
		}
		whole = append(whole, key)
	}
	if len(out) == 0 && len(whole) > 0 { // what fits one of the templates need not fit another
		for _, f := range faults {
			f()
		}
	}
	if len(whole) == 0 {
		var shapes []string
		for _, t := range slices.Sorted(maps.Keys(templates)) {
			shapes = append(shapes, strings.NewReplacer("{", "", "}", "").Replace(t))
		}
		d.bad(at, glob, "is no origin", "Origins look like "+strings.Join(shapes, ", ")+"; write a pattern part by part")
	}
	return out
}

// takeApart splits a pattern at the template's separators. A pattern that ends
// with * before all parts are said leaves the rest open, since * runs over
// separators inside the one value that the user sees.
func (d *describer) takeApart(t platform.Template, glob string) ([]string, bool) {
	if glob == "*" {
		return slices.Repeat([]string{"*"}, len(t.Vars)), true
	}
	rest, ok := strings.CutPrefix(glob, t.Lits[0])
	if !ok {
		return nil, false
	}
	var parts []string
	for i := range t.Vars {
		sep := t.Lits[i+1]
		if sep == "" { // the last part takes the rest
			if _, bad := d.p.Var(t.Vars[i], d.settings).Set.Foreign(strings.ReplaceAll(rest, "*", "")); bad {
				return nil, false
			}
			return append(parts, rest), rest != ""
		}
		head, tail, found := strings.Cut(rest, sep)
		if !found {
			if !strings.HasSuffix(rest, "*") {
				return nil, false
			}
			parts = append(parts, rest)
			return append(parts, slices.Repeat([]string{"*"}, len(t.Vars)-len(parts))...), true
		}
		parts, rest = append(parts, head), tail
	}
	return parts, rest == ""
}
