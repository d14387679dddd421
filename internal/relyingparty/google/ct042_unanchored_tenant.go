package google

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT042.

var _ = lint.Add(lint.Rule{
	Code: "CT042", Title: "Whose job it is stands anywhere in the text",
	Severity: lint.Warning, Class: lint.Open, Parties: []string{"google"},
	Why: "`contains` and `endsWith` hold whatever stands before the text, such as somebody else's organization, and so does an " +
		"expression without `^`.",
	Fix:    "Compare the whole claim, or its beginning up to a separator: `startsWith('repo:my-org/my-repo:')`.",
	Source: "CEL language definition, standard functions",
	Check:  lint.On(looseTenants),
})

// looseTenants finds conditions in which whose job it is, is only looked for somewhere
// in a text; a claim that is asked for as it begins, or as a whole, is enough.
func looseTenants(r *review) []lint.Finding {
	c := r.asked
	if c == nil || c.demands.truth == always || c.demands.loose == "" {
		return nil
	}
	found := false
	for claim, loose := range c.demands.pins {
		if r.issuer.IdentifiesTenant(claim) {
			if !loose {
				return nil
			}
			found = true
		}
	}
	if !found {
		return nil
	}
	return []lint.Finding{c.found(false, c.demands.loose+" is all that says whose job it is, and what stands before that text is anything")}
}
