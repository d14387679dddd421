package google

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT049 in Google's terms.

var _ = lint.Also("CT049", lint.On(missingSubjects))

// missingSubjects: every token needs a subject.
func missingSubjects(r *review) []lint.Finding {
	name, ok := claimOf(r.subject.root)
	var asks []lint.Comparison
	if r.asked != nil {
		asks = r.asked.asks
	}
	without := r.issuer.Lacks(name, r.pins, asks)
	if !ok || without == "" {
		return nil
	}
	return []lint.Finding{r.subject.found(false, "a token may lack "+problem.Quote(name)+" ("+without+"), and Google refuses a token without google.subject")}
}
