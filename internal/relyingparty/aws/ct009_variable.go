package aws

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT009.

var _ = lint.Add(lint.Rule{
	Code: "CT009", Title: "A policy variable in a value",
	Severity: lint.Warning, Class: lint.Fragile, Parties: []string{"aws"},
	Why: "`${…}` is put in from the request. With `\"Version\": \"2012-10-17\"` it is no text; a variable without value makes the " +
		"condition fail, or the statement invalid.",
	Fix:    "Write the text out; a literal dollar sign is `${$}`.",
	Source: "AWS IAM User Guide, policy variables",
})
