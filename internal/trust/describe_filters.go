package trust

// This file holds filters that restrict jobs, each by its role.

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// filter reads what restricts jobs.
func (d *describer) filter(f platform.Filter) {
	switch f.Role {
	case platform.RoleNarrow:
		if list, ok := d.patterns(f); ok {
			d.narrow(f.Name, Box{f.Variable: list})
		}
		if f.OnlyIfGiven != "" && !d.given[f.Name] && !d.on(f.OnlyIfGiven) {
			with := d.formsWith(f.Variable)
			d.base[FormKey] = slices.DeleteFunc(slices.Clone(d.base[FormKey]), func(name string) bool { return slices.Contains(with, name) })
		}
	case platform.RoleRefs:
		if list, ok := d.patterns(f); ok {
			d.alternative(f, Box{f.Variable: list, FormKey: d.formsWith(f.Variable)})
		}
	case platform.RoleOrigin:
		list, places, ok := d.r.Elements(f.Name)
		d.mark(f.Name, ok)
		for i, glob := range list {
			d.origins = append(d.origins, d.origin(f, places[i], glob)...)
		}
	case platform.RoleAlternative:
		on, _ := d.r.Flag(f.Name)
		d.given[f.Name] = on || d.r.IsUnknown(f.Name) // false says nothing
		if on {
			box := Box{FormKey: f.Forms}
			for v, list := range f.Box {
				box[v] = list
			}
			if len(f.Forms) == 0 {
				box[FormKey] = d.formsWith(slices.Sorted(maps.Keys(f.Box))...)
			}
			d.alternative(f, box)
		}
	case platform.RoleFlag:
		on, ok := d.r.Flag(f.Name)
		if !ok {
			on = f.Default == "true"
		}
		d.mark(f.Name, ok)
		if on == f.When && !d.r.IsUnknown(f.Name) {
			for v, list := range f.Box {
				d.narrow(f.Name, Box{v: list})
			}
		}
	case platform.RoleAudiences:
		if list, places, ok := d.r.Elements(f.Name); ok {
			for i, a := range list {
				if reason := CheckAudience(a); reason != "" {
					d.bad(places[i], a, reason, "")
				}
			}
			d.audiences = slices.Compact(slices.Sorted(slices.Values(list)))
		}
	}
}

func (d *describer) alternative(f platform.Filter, box Box) {
	d.refs = append(d.refs, alternative{box, f.Ignores})
	d.parts = append(d.parts, part{f.Name, box})
}

func (d *describer) narrow(filter string, more Box) {
	d.parts = append(d.parts, part{filter, more})
	box, ok := d.base.with(more)
	if !ok {
		for v := range more {
			d.r.Note(problem.Conflict, v, "two filters on it have no value in common", "")
		}
		return
	}
	d.base = box
}

// patterns reads a filter's list and checks each against the variable's domain.
func (d *describer) patterns(f platform.Filter) ([]string, bool) {
	var list, places []string
	var ok bool
	if f.Single {
		var text string
		if text, ok = d.r.Text(f.Name); ok {
			list, places = []string{text}, []string{f.Name}
		}
	} else {
		list, places, ok = d.r.Elements(f.Name)
	}
	d.mark(f.Name, ok)
	if !ok {
		return nil, false
	}
	domain := d.p.Domain(f.Variable, d.settings)
	variable, _ := d.p.Variable(f.Variable)
	list = slices.Clone(list)
	for i := range list {
		list[i] = variable.Spell(list[i])
		glob, at := list[i], places[i]
		if (f.Exact || f.Single) && strings.Contains(glob, "*") && (glob != "*" || f.Single) {
			fix := "Write whole ids, or [\"*\"] for all"
			if f.Single {
				fix = "Write a whole id, or leave it out"
			}
			d.bad(at, glob, "is a pattern where ids are meant", fix)
			continue
		}
		reason, fix := domain.CheckGlob(glob)
		if reason == "" {
			reason, fix = f.Mistaken(glob)
		}
		if reason != "" {
			d.bad(at, glob, reason, fix)
		}
	}
	return normal(list), len(list) > 0
}

// on reports whether a flag is on.
func (d *describer) on(flag string) bool {
	f, _ := d.p.Filter(flag)
	on, ok := d.r.Flag(flag)
	if !ok {
		on = f.Default == "true"
	}
	return on
}

func (d *describer) formsWith(variables ...string) []string {
	var out []string
	for _, f := range d.p.Forms {
		if !f.Never && !slices.ContainsFunc(variables, func(v string) bool { return !f.Has(v) }) {
			out = append(out, f.Name)
		}
	}
	return out
}
