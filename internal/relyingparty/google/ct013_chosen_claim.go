package google

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT013 in Google's terms.

var _ = lint.Also("CT013", lint.On(chosenClaims))

func chosenClaims(r *review) []lint.Finding {
	if r.asked == nil || r.asked.demands.truth == always {
		return nil
	}
	if f, ok := r.issuer.Tenant(conditionAt, r.pins); ok {
		return []lint.Finding{f}
	}
	return nil
}
