package check

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT055.

var _ = lint.Add(lint.Rule{
	Code: "CT055", Title: "A token of a form that nobody verified",
	Severity: lint.Info, Class: lint.Fragile,
	Why:    "The data has tokens like this one only by a fact that nobody verified. This token speaks for the fact.",
	Fix:    "Accept the fact with `accept_unverified`, and report the token's claims, without values that are secret, as an issue.",
	Source: "The guide *Platforms*, which lists the facts and their status",
	Check:  lint.On(unverifiedForms),
})

func unverifiedForms(s *wholeToken) []lint.Finding {
	if s.unverified == "" {
		return nil
	}
	return []lint.Finding{{At: s.at(), Detail: "by the data of " + s.model.Title + " such a token rests on the unverified fact " + s.unverified + ": " + strings.TrimSuffix(s.model.Facts[s.unverified].Says, ".")}}
}
