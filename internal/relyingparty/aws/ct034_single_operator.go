package aws

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT034.

var _ = lint.Add(lint.Rule{
	Code: "CT034", Title: "An operator for one value on a key with several",
	Severity: lint.Error, Class: lint.Never, Parties: []string{"aws"},
	Why: "An operator without `ForAnyValue:` or `ForAllValues:` holds for no key that AWS keeps as a list, such as `amr` or " +
		"`aws:TagKeys`, even when the list has one value.",
	Fix:    "Write `ForAnyValue:StringEquals`.",
	Source: "AWS IAM User Guide, multivalued context keys; observed",
	Check:  lint.On(severalValues),
})

func severalValues(a usedKey) []lint.Finding {
	list := a.source == fromList || a.lower == "aws:tagkeys" || a.lower == "sts:transitivetagkeys"
	if !list || a.of != plain || a.family >= presence {
		return nil
	}
	effect := "so the condition keeps out every token that has it"
	if a.view.deny {
		effect = "so the Deny is about no token that has it"
	}
	return finding(a.at, false, problem.Quote(a.key)+" has several values, and "+a.name+" holds for no such key, "+effect)
}
