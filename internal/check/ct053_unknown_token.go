package check

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT053.

var _ = lint.Add(lint.Rule{
	Code: "CT053", Title: "A token that the platform's data does not know",
	Severity: lint.Warning, Class: lint.Fragile,
	Why: "The token has a claim that, beside its other claims, no token of this issuer has as far as this provider's data says. " +
		"So the data is out of date, or the token is not what the platform minted. Whatever rests on the data is not certain " +
		"then: each `no` about this platform in the same answer is `unknown`. Only whole payloads are looked at, and a claim " +
		"that is missing says nothing.",
	Fix:    "Update the provider. If it is the newest, report the token's claims, without values that are secret, as an issue.",
	Source: "The guide *Platforms*, which lists the facts",
	Check:  lint.On(unknownTokens),
})

func unknownTokens(s *wholeToken) []lint.Finding {
	if s.claim == "" {
		return nil
	}
	detail := "by the data of " + s.model.Title + " no token of this issuer has " + s.claim + " " + s.value + " beside its other claims"
	if s.fact != "" {
		detail = "by the data of " + s.model.Title + " no token has the claim " + s.claim + " (fact " + s.fact + ", " + s.model.Facts[s.fact].Date + ")"
	}
	return []lint.Finding{{At: s.at(), Detail: detail + "; report it as an issue of this provider, with the names of the claims and the form of their values"}}
}
