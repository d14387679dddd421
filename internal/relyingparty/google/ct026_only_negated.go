package google

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT026 in Google's terms.

var _ = lint.Also("CT026", lint.On(onlyNegated))

func onlyNegated(r *review) []lint.Finding {
	c := r.asked
	if c == nil || c.demands.truth == always || len(r.pins) > 0 || c.demands.negative == "" {
		return nil
	}
	return []lint.Finding{c.found(false, "the condition only says who is kept out ("+c.demands.negative+"), and everybody else gets in")}
}
