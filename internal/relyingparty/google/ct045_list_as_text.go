package google

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT045.

var _ = lint.Add(lint.Rule{
	Code: "CT045", Title: "A list compared as a text",
	Severity: lint.Warning, Class: lint.Never, Parties: []string{"google"},
	Why:    "A list equals no text, so `==` never holds and `!=` always does; `contains` and `in` on the other type are errors.",
	Fix:    "Use `allowed_audiences` for the audience, and `'x' in assertion.claim` for lists.",
	Source: "CEL language definition, equality and membership",
})
