package aws

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT022 in AWS's terms.

var (
	_ = lint.Also("CT022", eachEntry(noAudience))
	_ = lint.Also("CT022", eachAudience(sharedAudience))
)

func noAudience(s *statedRule, v *view, out *findings) {
	if slices.ContainsFunc(v.asks, func(a asked) bool { return a.audience(v) && a.restricts() }) {
		return
	}
	at, issuer := conditionsAt(s.rule), v.provider.issuer
	ids, known := s.doc.ClientIDs[issuer]
	switch {
	case builtIn[host(issuer)]:
		out.add(at, false, "tokens of "+problem.Quote(host(issuer))+" for every application get in")
	case !known:
		out.add(at, true, "whether tokens for somebody else get in depends on the client ids of the OIDC provider of "+problem.Quote(issuer)+", which this policy does not say")
	case len(ids) > 1:
		out.add(at, false, "the OIDC provider of "+problem.Quote(issuer)+" takes "+problem.QuoteAll(ids)+", and tokens for all of them get in")
	}
}

// sharedAudience finds audiences that tokens for somebody else have.
func sharedAudience(s *statedRule, v *view, a *asked, out *findings) {
	if !s.deny && !a.negated {
		*out = append(*out, s.audienceTexts("CT022", v, a)...)
	}
}
