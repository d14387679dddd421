package live

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT068.

var _ = lint.Add(lint.Rule{
	Code: "CT068", Title: "An RSA key without an algorithm",
	Severity: lint.Info, Class: lint.Fragile, By: lint.Fetch,
	Why: "An RSA key can sign with six algorithms, and neither its `alg` nor the discovery document tells which it is. RS256 is " +
		"assumed, in `jwks_json` and in `taken_by`.",
	Fix:    "Publish `alg`, and the one algorithm in `id_token_signing_alg_values_supported`.",
	Source: "RFC 7517, section 4.4",
})
