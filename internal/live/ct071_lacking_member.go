package live

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT071.

var _ = lint.Add(lint.Rule{
	Code: "CT071", Title: "A discovery document that lacks a member",
	Severity: lint.Warning, Class: lint.Rejected, By: lint.Fetch,
	Why: "The standard asks for `response_types_supported`, `subject_types_supported` and " +
		"`id_token_signing_alg_values_supported`, each a list of strings. Readers that hold to it refuse the document. The " +
		"endpoints of a login are not asked for here: CI platforms have none.",
	Fix:    "Publish the document that `issuer_documents(…)` makes.",
	Source: "OpenID Connect Discovery 1.0, section 3",
})
