package aws

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT006.

var _ = lint.Add(lint.Rule{
	Code: "CT006", Title: "An operator that also holds for a missing claim",
	Severity: lint.Warning, Class: lint.Open, Parties: []string{"aws"},
	Why: "`ForAllValues:…` and `…IfExists` hold when the key is not there. On a key that may be missing, or that AWS never " +
		"fills, the condition does nothing.",
	Fix:    "Take the prefix or suffix away, or add `\"Null\": {\"key\": \"false\"}`.",
	Source: "AWS IAM User Guide, multivalued context keys; terraform-aws-modules/iam modules/iam-role at 981121b",
	Check:  eachKey(mayBeMissing),
})

var _ = lint.Also("CT006", eachCondition(neverFilled))

// neverFilled is about keys that AWS fills for no token of the provider.
func neverFilled(s *statedRule, i int, out *findings) {
	detail, moot := s.neverThere(i)
	if !moot {
		return
	}
	// The provider itself asks for the issuer, so that one is a needless condition
	// and no gap.
	c := &s.conditions[i]
	harmless := strings.HasSuffix(c.lower, ":iss") && !s.deny
	if harmless {
		detail += "; the provider itself asks for the issuer"
	}
	out.add(conditionAt(s.rule, c), harmless, detail)
}

// mayBeMissing is about operators that hold for a missing key. Negated ones do
// so anyway, and what a Deny refuses for want of a key is only refused more.
func mayBeMissing(s *statedRule, v *view, a *asked, out *findings) {
	if s.deny || !a.vacuous || a.negated || a.guarded || a.anything {
		return
	}
	what := a.name + " holds for a token without " + problem.Quote(a.key)
	switch {
	case strings.HasPrefix(a.lower, "aws:tagkeys"), strings.HasPrefix(a.lower, "sts:transitivetagkeys"):
		return // what no token carries needs no limit
	case a.source == fromRequest, a.source == fromContext, a.source == fromRoles:
		return // not of the token
	case a.always:
		out.add(a.at, true, what+"; every token of the issuer has it, so it makes no difference today")
	default:
		why := ""
		if v.issuer.Known() && a.claim != tagsClaim {
			if words := v.issuer.Lacks(a.claim); words != "" {
				why = ", which is missing where: " + words
			}
		}
		out.add(a.at, false, what+why)
	}
}
