package live

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT066.

var _ = lint.Add(lint.Rule{
	Code: "CT066", Title: "A key that is not for signatures",
	Severity: lint.Info, Class: lint.Fragile, By: lint.Fetch,
	Why: "Its `use`, `key_ops` or `alg` says that it is for something else, and verifiers pass over it. It is left out of the " +
		"results.",
	Fix:    "Leave it out of the set, or mark it with `use = \"sig\"` if tokens are signed with it.",
	Source: "RFC 7517, sections 4.2 to 4.4",
})
