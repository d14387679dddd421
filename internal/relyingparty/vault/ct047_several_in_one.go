package vault

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT047.

var _ = lint.Add(lint.Rule{
	Code: "CT047", Title: "Several values in one text",
	Severity: lint.Warning, Class: lint.Never, Parties: []string{"vault"},
	Why: "Vault's API takes a bound claim with a comma for one value. Only the official Terraform provider splits it, and makes " +
		"an empty value of a comma too many, which matches a claim that is empty.",
	Fix:    "Write a list: `[\"main\", \"next\"]`.",
	Source: "terraform-provider-vault resource_jwt_auth_backend_role.go; vault-plugin-auth-jwt claims.go",
})
