package live

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT072.

var _ = lint.Add(lint.Rule{
	Code: "CT072", Title: "The keys lie on another host",
	Severity: lint.Info, Class: lint.Fragile, By: lint.Fetch,
	Why: "Whoever runs that host can sign tokens of this issuer. It is common with large platforms and with documents in a " +
		"bucket.",
	Fix:    "Guard that host like the keys, or serve the set beside the discovery document.",
	Source: "OpenID Connect Discovery 1.0, section 3, jwks_uri",
})
