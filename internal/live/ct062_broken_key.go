package live

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT062.

var _ = lint.Add(lint.Rule{
	Code: "CT062", Title: "A key that cannot be used",
	Severity: lint.Error, Class: lint.Never, By: lint.Fetch,
	Why: "The element of the set is no key, or is broken: no token of it verifies, and some readers refuse the whole set. A key " +
		"of a kind that this provider does not take (P-521, secp256k1, Ed448, RSA above 8192 bits) is a warning: relying " +
		"parties may take it. The key is left out of the results.",
	Fix:    "Publish RSA, P-256, P-384 or Ed25519 keys as JWKs.",
	Source: "RFC 7517, section 4 and 5; RFC 7518, section 6; RFC 8037",
})
