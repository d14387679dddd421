package azure

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT013 in Entra's terms.

var _ = lint.Also("CT013", lint.On(each(chosenClaims)))

func chosenClaims(c reading) []lint.Finding {
	if f, ok := c.ci.Tenant(c.at, c.pins); ok {
		return []lint.Finding{f}
	}
	return nil
}
