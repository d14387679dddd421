package google

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT027 in Google's terms.

var _ = lint.Also("CT027", lint.On(slashes))

func slashes(r *review) []lint.Finding {
	f, ok := r.issuer.Slash("issuer_uri")
	if !ok {
		return nil
	}
	f.Milder = true // Google's own guides write the slash
	return []lint.Finding{f}
}
