package google

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT015.

var _ = lint.Add(lint.Rule{
	Code: "CT015", Title: "A regular expression that is not anchored",
	Severity: lint.Error, Class: lint.Open, Parties: []string{"google"},
	Why:    "`matches` looks for the expression anywhere in the text. What stands before and behind it is anything.",
	Fix:    "Begin it with `^` and end it with `$`, and write a dot as `[.]`.",
	Source: "CEL language definition, matches",
})
