package trust

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// Without are the jobs without the restrictions of some filters. Where a filter
// that picks forms goes (refs, origins), every form that has the variables which
// are left is in.
func (js Jobs) Without(filters []string) Jobs {
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
					b = b.without(v)
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

// Sorted are the jobs in an order that does not depend on that of descriptions
// and boxes.
func (js Jobs) Sorted() Jobs {
	out := slices.Clone(js)
	keys := make([]string, len(js))
	for i, d := range out {
		rows := make([]string, len(d.Boxes))
		boxes := slices.Clone(d.Boxes)
		slices.SortFunc(boxes, func(a, b Box) int { return strings.Compare(row(a).key(""), row(b).key("")) })
		for j, b := range boxes {
			rows[j] = row(b).key("")
		}
		out[i].Boxes = boxes
		keys[i] = d.Issuer + "\x00" + d.Platform + "\x00" + strings.Join(d.Audiences, "\x01") + "\x00" + strings.Join(rows, "\x03")
	}
	order := make([]int, len(out))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(keys[a], keys[b]) })
	sorted := make(Jobs, len(out))
	for i, k := range order {
		sorted[i] = out[k]
	}
	return sorted
}
