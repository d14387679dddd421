package live

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT069.

var _ = lint.Add(lint.Rule{
	Code: "CT069", Title: "A Content-Type that is not JSON's",
	Severity: lint.Warning, Class: lint.Fragile, By: lint.Fetch,
	Why: "The discovery document must be served as application/json; the set is served as that or as application/jwk-set+json. " +
		"That every relying party reads the document whatever its type is not written down.",
	Fix:    "Set the object's Content-Type: `content_type` of `issuer_documents(…)`.",
	Source: "OpenID Connect Discovery 1.0, section 4.2; RFC 7517, section 8.5.2",
})
