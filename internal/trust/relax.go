package trust

// This file holds jobs with less said of them.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// Relax returns the jobs without the restrictions of some filters. Where a filter
// that picks forms goes (refs, origins), every form that has the variables which
// are left is in.
func (js Jobs) Relax(filters []string) Jobs {
	if len(filters) == 0 {
		return js
	}
	out := slices.Clone(js)
	for i, d := range out {
		p := d.Model()
		out[i].Boxes = nil
		for _, b := range d.Boxes {
			for _, f := range p.Filters {
				if !slices.Contains(filters, f.Name) {
					continue
				}
				for _, v := range p.Restricts(f) {
					b = b.relax(v)
				}
				if f.Role == platform.RoleRefs || f.Role == platform.RoleOrigin || f.Role == platform.RoleAlternative {
					b = anyForm(p, b)
				}
			}
			out[i].Boxes = append(out[i].Boxes, b)
		}
	}
	return out
}
