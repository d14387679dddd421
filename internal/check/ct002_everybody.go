package check

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT002.

var _ = lint.Add(lint.Rule{
	Code: "CT002", Title: "Every token of the issuer gets in",
	Severity: lint.Error, Class: lint.Open, By: lint.Proof,
	Why: "Nothing but the issuer, and perhaps the audience, is asked for. Every project, branch, tag and pull request of the " +
		"issuer passes, and on a shared issuer those of strangers too.",
	Fix:    "Ask for the subject, or for claims that say which project and which ref.",
	Source: "Tinder Security Labs (2023); Access Analyzer MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
	Check:  lint.On(everybody),
})

func everybody(a *audit) []lint.Finding {
	what := "nothing restricts the tokens of " + problem.Quote(a.anyone.Issuer)
	switch {
	case !a.everybody:
		return nil
	case a.stranger != nil:
		return a.with(a.stranger, what+", which signs for everybody")
	}
	return a.with(a.some, what)
}
