package aws

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT026 in AWS's terms.

var _ = lint.Also("CT026", lint.On(onlyNegated))

func onlyNegated(v entry) []lint.Finding {
	at := ""
	for i := range v.asks {
		a := &v.asks[i]
		switch {
		case a.audience(v.view):
		case a.restricts():
			return nil
		case at == "" && a.negated && a.family <= like && a.source != fromNothing:
			at = a.at
		}
	}
	if at != "" {
		return finding(at, false, "the statement says only what tokens of "+problem.Quote(v.provider.issuer)+" must not have, and lets all others in")
	}
	return nil
}
