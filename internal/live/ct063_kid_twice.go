package live

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT063.

var _ = lint.Add(lint.Rule{
	Code: "CT063", Title: "One kid names several keys",
	Severity: lint.Error, Class: lint.Never, By: lint.Fetch,
	Why: "A verifier picks a key by the token's kid and takes either of them, so tokens pass or fail by chance, and differently " +
		"with each relying party. All keys of that kid are left out of the results.",
	Fix:    "Give each key a kid of its own, such as its RFC 7638 thumbprint.",
	Source: "RFC 7517, section 4.5: keys within a set should have different kids",
})
