package live

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT065.

var _ = lint.Add(lint.Rule{
	Code: "CT065", Title: "A key without a kid",
	Severity: lint.Warning, Class: lint.Fragile, By: lint.Fetch,
	Why: "A token's header names its key by the kid, and Google Cloud refuses tokens without one. Verifiers that pick keys by " +
		"kid do not find this one; others try every key. `kids` does not hold it; in `jwks_json` it has its RFC 7638 thumbprint " +
		"for a kid.",
	Fix:    "Publish the kid that the tokens' header has.",
	Source: "RFC 7515, section 4.1.4; Google Cloud docs, workload identity federation with other providers",
})
