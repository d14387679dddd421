package live

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT067.

var _ = lint.Add(lint.Rule{
	Code: "CT067", Title: "An algorithm that the discovery document does not name",
	Severity: lint.Warning, Class: lint.Never, By: lint.Fetch,
	Why: "`id_token_signing_alg_values_supported` lists what tokens are signed with, and readers that go by it refuse other " +
		"tokens. go-oidc, for one, takes the algorithms of its verifier from there.",
	Fix:    "Name the algorithm of each key in the discovery document, as `issuer_documents(…)` does.",
	Source: "OpenID Connect Discovery 1.0, section 3; coreos/go-oidc v3 oidc.go",
})
