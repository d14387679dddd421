package google

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT016.

var _ = lint.Add(lint.Rule{
	Code: "CT016", Title: "An escape that means something else",
	Severity: lint.Error, Class: lint.Never, Parties: []string{"google"},
	Why:    "In a CEL string `'\\b'` is a backspace and `'\\d'` does not compile; a regular expression's escapes must be doubled.",
	Fix:    "Write a raw string: `r'\\d'`, or `[0-9]`.",
	Source: "CEL language definition, string literals; CircleCI docs, example for Google Cloud",
})
