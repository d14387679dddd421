package aws

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT029 in AWS's terms.

var _ = lint.Also("CT029", eachEntry(workflows))

func workflows(_ *statedRule, v *view, out *findings) {
	owned, ident := v.elsewhere() || v.owned(), false
	var asks []lint.Comparison
	for i := range v.asks {
		a := &v.asks[i]
		if !a.restricts() || !a.text() {
			continue
		}
		if a.claim == "sub" {
			ident = ident || owned && !slices.ContainsFunc(a.shapes, func(s shape) bool { return !strings.Contains(s.text, "@") })
		} else {
			ident = ident || v.issuer.IdentifiesTenantByID(a.claim)
		}
		if a.claim == "sub" || v.issuer.IsWorkflow(a.claim) {
			asks = append(asks, a.texts()...)
		}
	}
	if !v.issuer.HasWorkflow() {
		return
	}
	for _, ask := range asks {
		*out = append(*out, lint.Find(lint.Workflows{Issuer: v.issuer, List: []lint.Comparison{ask}, Tenant: owned, ByID: ident})...)
	}
}
