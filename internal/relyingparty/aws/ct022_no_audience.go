package aws

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT022 in AWS's terms.

var (
	_ = lint.Also("CT022", lint.On(noAudience))
	_ = lint.Also("CT022", lint.On(sharedAudience))
)

func noAudience(v entry) []lint.Finding {
	if slices.ContainsFunc(v.asks, func(a asked) bool { return a.audience(v.view) && a.restricts() }) {
		return nil
	}
	at, issuer := conditionsAt(v.rule), v.provider.issuer
	ids, known := v.doc.ClientIDs[issuer]
	switch {
	case builtIn[host(issuer)]:
		return finding(at, false, "tokens of "+problem.Quote(host(issuer))+" for every application get in")
	case !known:
		return finding(at, true, "whether tokens for somebody else get in depends on the client ids of the OIDC provider of "+problem.Quote(issuer)+", which this policy does not say")
	case len(ids) > 1:
		return finding(at, false, "the OIDC provider of "+problem.Quote(issuer)+" takes "+problem.QuoteAll(ids)+", and tokens for all of them get in")
	}
	return nil
}

// sharedAudience finds audiences that tokens for somebody else have.
func sharedAudience(a askedAudience) []lint.Finding {
	if !a.view.deny && !a.negated {
		return a.texts("CT022")
	}
	return nil
}
