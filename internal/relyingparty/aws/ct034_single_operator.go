package aws

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT034.

var _ = lint.Add(lint.Rule{
	Code: "CT034", Title: "An operator for one value on a key with several",
	Severity: lint.Error, Class: lint.Never, Parties: []string{"aws"},
	Why: "An operator without `ForAnyValue:` or `ForAllValues:` holds for no key that AWS keeps as a list, such as `amr` or " +
		"`aws:TagKeys`, even when the list has one value.",
	Fix:    "Write `ForAnyValue:StringEquals`.",
	Source: "AWS IAM User Guide, multivalued context keys; observed",
})
