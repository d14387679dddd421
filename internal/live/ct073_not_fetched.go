package live

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT073.

var _ = lint.Add(lint.Rule{
	Code: "CT073", Title: "Nothing could be fetched",
	Severity: lint.Error, Class: lint.Never, By: lint.Fetch,
	Why: "The discovery document or the set could not be fetched, and `required = false` makes a finding of that. Relying " +
		"parties that keep no set fetch nothing either, so no token of this issuer passes.",
	Fix:    "Publish the documents that `issuer_documents(…)` makes, or look at what stands in the way.",
	Source: "OpenID Connect Discovery 1.0, section 4",
})
