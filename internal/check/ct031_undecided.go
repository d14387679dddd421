package check

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT031.

var _ = lint.Add(lint.Rule{
	Code: "CT031", Title: "The document could not be decided",
	Severity: lint.Warning, Class: lint.Fragile, By: lint.Search,
	Why:    "A part of it is not modelled, so it is not known who gets in.",
	Fix:    "Say it in a way that can be decided; the detail names the part.",
	Source: "honest answer of this check",
})
