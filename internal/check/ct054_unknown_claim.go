package check

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT054.

var _ = lint.Add(lint.Rule{
	Code: "CT054", Title: "A claim that the platform's data does not name",
	Severity: lint.Info, Class: lint.Fragile,
	Why: "Platforms add claims. One that the data does not name may hold anything in anybody's token, so nothing was concluded " +
		"from it; but whether described jobs have it is not known.",
	Fix:    "Nothing need be done. A document that asks for such a claim is `unknown` to be narrower.",
	Source: "The guide *Platforms*, which lists the claims",
	Check:  lint.On(unknownClaims),
})

func unknownClaims(s *wholeToken) []lint.Finding {
	if len(s.unnamed) == 0 {
		return nil
	}
	return []lint.Finding{{At: s.at(), Detail: "the data of " + s.model.Title + " does not name " + problem.QuoteAll(s.unnamed)}}
}
