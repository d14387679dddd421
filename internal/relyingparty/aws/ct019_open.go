package aws

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT019 in AWS's terms.

var _ = lint.Also("CT019", lint.On(acceptedOpen))

// acceptedOpen: AWS's check passes, and strangers may too.
func acceptedOpen(v entry) []lint.Finding {
	if f, checked := v.refused(); f != nil || !checked || v.elsewhere() || v.owned() {
		return nil
	}
	var out findings
	for i := range v.asks {
		a := &v.asks[i]
		if a.claim != "sub" && a.source != fromAudience || a.family != like || a.negated {
			continue
		}
		for j, s := range a.shapes {
			if s.text == starByte {
				continue // a condition that always holds
			}
			open := a.source == fromAudience && s.blank && v.wantsAudience()
			if a.claim == "sub" {
				b, _ := v.whose(s)
				open = b == anybodys
			}
			if open {
				out.add(a.at, v.issuer.Known() && !v.issuer.Shared(), problem.Quote(a.values[j].text)+" does not say whose token it is, and AWS's check of the policy does not mind")
				break
			}
		}
	}
	return out
}

// wantsAudience reports whether AWS's check is about the audience.
func (v *view) wantsAudience() bool {
	return slices.Contains(controlled()[host(v.provider.issuer)], "aud")
}
