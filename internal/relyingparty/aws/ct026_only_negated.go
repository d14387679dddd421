package aws

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT026 in AWS's terms.

var _ = lint.Also("CT026", eachEntry(onlyNegated))

func onlyNegated(_ *statedRule, v *view, out *findings) {
	at := ""
	for i := range v.asks {
		a := &v.asks[i]
		switch {
		case a.audience(v):
		case a.restricts():
			return
		case at == "" && a.negated && a.family <= like && a.source != fromNothing:
			at = a.at
		}
	}
	if at != "" {
		out.add(at, false, "the statement says only what tokens of "+problem.Quote(v.provider.issuer)+" must not have, and lets all others in")
	}
}
