package live

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT064.

var _ = lint.Add(lint.Rule{
	Code: "CT064", Title: "One key stands there twice",
	Severity: lint.Warning, Class: lint.Fragile, By: lint.Fetch,
	Why: "The same key has two kids or two algorithms. Whoever takes it away under one name leaves it trusted under the other. " +
		"Where the entries are the same it does no harm.",
	Fix:    "Publish each key once.",
	Source: "RFC 7517, section 4.5",
})
