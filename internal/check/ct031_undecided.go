package check

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// This file is rule CT031.

var _ = lint.Add(lint.Rule{
	Code: "CT031", Title: "The document could not be decided",
	Severity: lint.Warning, Class: lint.Fragile, By: lint.Search,
	Why:    "A part of it is not modelled, so it is not known who gets in.",
	Fix:    "Say it in a way that can be decided; the detail names the part.",
	Source: "honest answer of this check",
	Check:  lint.On(undecided),
})

func undecided(a *audit) []lint.Finding {
	if a.answer != proof.Unknown || a.reason == proof.MadeUp {
		return nil
	}
	return []lint.Finding{{At: a.anyone.Issuer, Detail: "whether any token of " + problem.Quote(a.anyone.Issuer) + " gets in is not known: " + a.reason}}
}
