package vault

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT047.

var _ = lint.Add(lint.Rule{
	Code: "CT047", Title: "Several values in one text",
	Severity: lint.Warning, Class: lint.Never, Parties: []string{"vault"},
	Why: "Vault's API takes a bound claim with a comma for one value. Only the official Terraform provider splits it, and makes " +
		"an empty value of a comma too many, which matches a claim that is empty.",
	Fix:    "Write a list: `[\"main\", \"next\"]`.",
	Source: "terraform-provider-vault resource_jwt_auth_backend_role.go; vault-plugin-auth-jwt claims.go",
	Check:  lint.On(commas),
})

func commas(r *review) []lint.Finding {
	var out []lint.Finding
	for _, a := range r.audiences {
		if strings.Contains(a, ",") && !strings.Contains(a, "*") {
			out = append(out, lint.Finding{At: "bound_audiences", Detail: problem.Quote(a) + " is one audience with a comma in it, for it is an element of a list"})
		}
	}
	r.texts(func(b *bound, text string) {
		pattern := !r.glob && strings.Contains(text, "*") || r.glob && strings.Contains(text, "?") // another rule's
		switch {
		case text == "" && len(b.values) > 1:
			out = append(out, lint.Finding{At: b.at(), Detail: "one of the values is empty, as a comma too many leaves it, and matches a claim that is empty"})
		case strings.Contains(text, ",") && !pattern:
			out = append(out, lint.Finding{At: b.at(), Detail: problem.Quote(text) + " is one value with a comma in it"})
		}
	})
	return out
}
