package vault

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT027 in Vault's terms.

var _ = lint.Also("CT027", lint.On(misspelt))

func misspelt(r *review) []lint.Finding {
	if r.issuer == "" {
		return nil
	}
	if d := r.discovery; d != "" && d != r.issuer && strings.EqualFold(strings.TrimRight(d, "/"), strings.TrimRight(r.issuer, "/")) {
		return []lint.Finding{{At: "oidc_discovery_url", Detail: problem.Quote(d) + " and bound_issuer " + problem.Quote(r.issuer) + " differ in spelling only; both are compared as written"}}
	}
	return nil
}
