package google

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT052.

var _ = lint.Add(lint.Rule{
	Code: "CT052", Title: "One issuer in two providers of a pool",
	Severity: lint.Warning, Class: lint.Fragile, Parties: []string{"google"},
	Why: "A token gets in by whichever provider takes it, and both make principals of the same pool. What one condition refuses, " +
		"the other may let in.",
	Fix:    "Keep one provider for each issuer in a pool, with one condition.",
	Source: "Google Cloud docs, best practices for workload identity federation",
	Check:  lint.On(sameIssuer),
})

func sameIssuer(all neighbours) []lint.Finding {
	var out []lint.Finding
	for _, n := range all {
		if n.same {
			out = append(out, lint.Finding{At: n.at, Detail: "it takes " + problem.Quote(n.issuer) + " too: a token that one provider's condition refuses may get in by the other's"})
		}
	}
	return out
}
