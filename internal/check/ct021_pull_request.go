package check

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT021.

var _ = lint.Add(lint.Rule{
	Code: "CT021", Title: "Pull requests get in",
	Severity: lint.Warning, Class: lint.Open, By: lint.Proof,
	Why:    "The example is a pull request's token. Whoever may open one runs code of their own with the role.",
	Fix:    "Ask for a branch, a tag or a protected environment.",
	Source: "GitHub docs, security hardening with OpenID Connect",
})
