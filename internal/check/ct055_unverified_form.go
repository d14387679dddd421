package check

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT055.

var _ = lint.Add(lint.Rule{
	Code: "CT055", Title: "A token of a form that nobody verified",
	Severity: lint.Info, Class: lint.Fragile,
	Why:    "The data has tokens like this one only by a fact that nobody verified. This token speaks for the fact.",
	Fix:    "Accept the fact with `accept_unverified`, and report the token's claims, without values that are secret, as an issue.",
	Source: "The guide *Platforms*, which lists the facts and their status",
})
