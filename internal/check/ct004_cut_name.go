package check

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT004.

var _ = lint.Add(lint.Rule{
	Code: "CT004", Title: "A name is cut off by no delimiter",
	Severity: lint.Error, Class: lint.Open, By: lint.Proof,
	Why: "The pattern ends inside a name, so that every name that begins so is meant: `repo:my-org*` is also `my-org-evil`, " +
		"`startsWith(\"…:workspace:prod\")` is also `prod-sandbox`.",
	Fix:    "Write the separator that ends the name: `repo:my-org/*`.",
	Source: "CloudArq README; HashiCorp, dynamic credentials with the GCP provider",
})
