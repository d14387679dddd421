package google

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT010 in Google's terms.

var _ = lint.Also("CT010", lint.On(alwaysHolds))

func alwaysHolds(r *review) []lint.Finding {
	var out []lint.Finding
	for _, e := range r.readings {
		for _, p := range e.vacuous {
			if p.alternative {
				out = append(out, e.found(false, "one of the alternatives always holds ("+p.why+"), so the others restrict nothing"))
			} else {
				out = append(out, e.found(true, "a part of the condition always holds ("+p.why+")"))
			}
		}
	}
	if c := r.asked; c != nil && c.demands.truth == always {
		out = append(out, c.found(false, "the condition always holds: "+c.demands.why))
	}
	return out
}
