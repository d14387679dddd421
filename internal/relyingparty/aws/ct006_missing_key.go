package aws

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT006.

var _ = lint.Add(lint.Rule{
	Code: "CT006", Title: "An operator that also holds for a missing claim",
	Severity: lint.Warning, Class: lint.Open, Parties: []string{"aws"},
	Why: "`ForAllValues:…` and `…IfExists` hold when the key is not there. On a key that may be missing, or that AWS never " +
		"fills, the condition does nothing.",
	Fix:    "Take the prefix or suffix away, or add `\"Null\": {\"key\": \"false\"}`.",
	Source: "AWS IAM User Guide, multivalued context keys; terraform-aws-modules/iam modules/iam-role at 981121b",
})
