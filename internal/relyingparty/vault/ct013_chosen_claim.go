package vault

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT013 in Vault's terms.

var _ = lint.Also("CT013", lint.On(chosenClaims))

func chosenClaims(r *review) []lint.Finding {
	if f, ok := r.ci.Tenant("bound_claims", r.pins); ok {
		return []lint.Finding{f}
	}
	return nil
}
