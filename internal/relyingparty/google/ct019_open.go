package google

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT019 in Google's terms.

var _ = lint.Also("CT019", lint.On(acceptedOpen))

func acceptedOpen(r *review) []lint.Finding {
	strict := r.strict()
	if strict == nil || !strict.Documented || r.asked == nil || !r.namesClaim() || r.asked.demands.truth != always && r.tells {
		return nil
	}
	return []lint.Finding{r.asked.found(false, "the condition names a claim, which is all that Google looks for, and does not say whose job it is")}
}
