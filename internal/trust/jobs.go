// Package trust turns filters into jobs and jobs into clauses.
//
// Jobs are a union of boxes: for each variable of a platform a list of
// patterns. A Clause is what a relying party's document can say: all of some
// claims, each within some patterns. Compile makes clauses from jobs and emits
// only what is right by construction (package pattern, Expressible); whatever no
// clause can say exactly is a problem with a code, never a wider document.
package trust

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// FormKey is the box entry that lists forms; every other entry is a variable.
const FormKey = "form"

// NameKey is the setting that carries the description's name into messages.
const NameKey = "name"

// A Description is the jobs of one platform at one issuer. Its fields are the
// frozen Terraform type of `jobs`.
type Description struct {
	Platform   string
	Issuer     string
	Audiences  []string
	Boxes      []Box
	Settings   platform.Settings
	Definition string // of a custom platform; none yet
}

// Jobs is a union of descriptions.
type Jobs []Description

// Model returns the description's platform, or nil.
func (d Description) Model() *platform.Platform { return platform.Find(d.Platform) }

// DefaultAudience is what the platform signs for these jobs unless told otherwise;
// empty where each job picks.
func (d Description) DefaultAudience() string {
	known := maps.Clone(d.Settings)
	if known == nil {
		known = platform.Settings{}
	}
	for _, b := range d.Boxes {
		for name, values := range b {
			if len(values) == 1 && pattern.IsLiteral(values[0]) {
				known[name] = values[0]
			}
		}
	}
	return d.Model().DefaultAudience(known)
}

// Sorted are the jobs in an order that does not depend on that of descriptions
// and boxes.
func (js Jobs) Sorted() Jobs {
	out := slices.Clone(js)
	keys := make([]string, len(js))
	for i, d := range out {
		products := make([]string, len(d.Boxes))
		boxes := slices.Clone(d.Boxes)
		slices.SortFunc(boxes, func(a, b Box) int { return strings.Compare(product(a).key(""), product(b).key("")) })
		for j, b := range boxes {
			products[j] = product(b).key("")
		}
		out[i].Boxes = boxes
		keys[i] = d.Issuer + "\x00" + d.Platform + "\x00" + strings.Join(d.Audiences, "\x01") + "\x00" + strings.Join(products, "\x03")
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
