package vault

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT050.

var _ = lint.Add(lint.Rule{
	Code: "CT050", Title: "No issuer is asked for",
	Severity: lint.Error, Class: lint.Open, Parties: []string{"vault"},
	Why: "Without `bound_issuer` Vault does not look at `iss`, also when a discovery URL is set: every token gets this far whose " +
		"signature one of the keys verifies. Platforms with an issuer for each tenant may sign for all of them with the same " +
		"keys.",
	Fix:    "Set `bound_issuer` on the mount to the issuer as tokens have it.",
	Source: "hashicorp/cap jwt.go; vault-plugin-auth-jwt path_config.go",
	Check:  lint.On(noIssuer),
})

func noIssuer(r *review) []lint.Finding {
	if r.issuer != "" {
		return nil
	}
	return []lint.Finding{{At: "bound_issuer", Detail: "there is no bound_issuer, so Vault does not look at iss; the keys alone tell who may sign"}}
}
