package google

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT017.

var _ = lint.Add(lint.Rule{
	Code: "CT017", Title: "A claim that may be missing is not guarded",
	Severity: lint.Warning, Class: lint.Never, Parties: []string{"google"},
	Why: "A comparison with a claim that the token lacks is an error, and an error refuses the token, also where another part of " +
		"the condition would let it in.",
	Fix:    "Guard it: `has(assertion.environment) && assertion.environment == …`.",
	Source: "CEL language definition, field selection",
})
