package live

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT070.

var _ = lint.Add(lint.Rule{
	Code: "CT070", Title: "No key to verify tokens with",
	Severity: lint.Error, Class: lint.Never, By: lint.Fetch,
	Why:    "The set is empty, or no key in it can be used. No token of this issuer passes.",
	Fix:    "Publish the public key of each key that signs.",
	Source: "RFC 7517, section 5",
})
