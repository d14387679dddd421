package google

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT017.

var _ = lint.Add(lint.Rule{
	Code: "CT017", Title: "A claim that may be missing is not guarded",
	Severity: lint.Warning, Class: lint.Never, Parties: []string{"google"},
	Why: "A comparison with a claim that the token lacks is an error, and an error refuses the token, also where another part of " +
		"the condition would let it in.",
	Fix:    "Guard it: `has(assertion.environment) && assertion.environment == …`.",
	Source: "CEL language definition, field selection",
	Check:  lint.On(expressions(unguarded)),
})

func unguarded(r *reading) []lint.Finding {
	var out []lint.Finding
	for _, c := range r.bare {
		lacks := r.issuer.Lacks(c, nil, nil)
		if lacks != "" {
			lacks = " (" + lacks + ")"
		}
		out = append(out, r.found(false, "a token may lack "+problem.Quote(c)+lacks+", and then this is an error, which refuses it, where the text reads as if it got in"))
	}
	return out
}
