package vault

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// This file is rule CT048.

var _ = lint.Add(lint.Rule{
	Code: "CT048", Title: "A field that is ignored",
	Severity: lint.Warning, Class: lint.Open, Parties: []string{"vault"},
	Why: "Vault takes roles with fields that it does not know and ignores them, so that a restriction that is misspelt does " +
		"nothing.",
	Fix:    "Correct the name, or take the field away.",
	Source: "vault-plugin-auth-jwt path_role.go",
	Check:  lint.On(ignoredFields),
})

func ignoredFields(r *review) []lint.Finding {
	var out []lint.Finding
	for _, name := range r.ignored {
		out = append(out, lint.Finding{At: name, Detail: "Vault knows no field " + problem.Quote(name) + " and ignores it. " + strings.TrimSuffix(value.Suggest(name, fieldsOf[:36]), ".")})
	}
	return out
}
