package google

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT007 in Google's terms.

var _ = lint.Also("CT007", lint.On(expressions(unminted)))

func unminted(r *reading) []lint.Finding {
	var out []lint.Finding
	for _, name := range slices.Compact(slices.Sorted(slices.Values(r.claims))) {
		if !r.issuer.HasClaim(name) {
			out = append(out, r.found(true, "tokens of "+r.issuer.Title()+" have no claim "+problem.Quote(name)+"; comparing it is an error, and an error admits nobody"))
		}
	}
	return out
}
