package vault

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT048.

var _ = lint.Add(lint.Rule{
	Code: "CT048", Title: "A field that is ignored",
	Severity: lint.Warning, Class: lint.Open, Parties: []string{"vault"},
	Why: "Vault takes roles with fields that it does not know and ignores them, so that a restriction that is misspelt does " +
		"nothing.",
	Fix:    "Correct the name, or take the field away.",
	Source: "vault-plugin-auth-jwt path_role.go",
})
