package live

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT060.

var _ = lint.Add(lint.Rule{
	Code: "CT060", Title: "A private key is published",
	Severity: lint.Error, Class: lint.Open, By: lint.Fetch,
	Why: "The set holds a private key, or a symmetric one, which is private too. Whoever has read it can sign tokens of every " +
		"job. The key is left out of the results; no part of it is repeated.",
	Fix: "Take the key out of the set, sign with another one, and treat every token of its time as forged if somebody could read " +
		"it. Publish public members only, as `jwks(…)` writes them.",
	Source: "RFC 7517, section 9.2; RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1",
})
