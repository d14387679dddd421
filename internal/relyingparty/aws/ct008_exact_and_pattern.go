package aws

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT008.

var _ = lint.Add(lint.Rule{
	Code: "CT008", Title: "Exact and pattern conditions on one claim",
	Severity: lint.Warning, Class: lint.Fragile, Parties: []string{"aws"},
	Why:    "Both must hold, so the exact one decides and the pattern says nothing; people expect either to be enough.",
	Fix:    "Put the exact values into the pattern operator's list.",
	Source: "AWS IAM User Guide, conditions with multiple keys or values",
})
