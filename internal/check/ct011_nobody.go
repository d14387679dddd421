package check

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT011.

var _ = lint.Add(lint.Rule{
	Code: "CT011", Title: "Nobody gets in",
	Severity: lint.Error, Class: lint.Never, By: lint.Search,
	Why:    "No token that the issuer can mint fulfils the document. Jobs that should get in are locked out.",
	Fix:    "Compare with a job's token: `decisions` says which clause refuses it, and where the texts differ.",
	Source: "proved over all tokens of the platform's model",
})
