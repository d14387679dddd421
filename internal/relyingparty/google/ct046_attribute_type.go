package google

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT046.

var _ = lint.Add(lint.Rule{
	Code: "CT046", Title: "A custom attribute that is no string",
	Severity: lint.Error, Class: lint.Never, Parties: []string{"google"},
	Why: "Google refuses a token of which a custom attribute is a number, bool or list: The mapped attribute must be of type " +
		"STRING.",
	Fix:    "Leave the attribute out, or map a claim that is a string.",
	Source: "Google Cloud docs, attribute mappings; public reports of runner_id",
})
