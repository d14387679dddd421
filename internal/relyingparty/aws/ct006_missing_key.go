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
	Check:  lint.On(mayBeMissing),
})

var _ = lint.Also("CT006", lint.On(neverFilled))

// neverFilled is about keys that AWS fills for no token of the provider.
func neverFilled(c usedCondition) []lint.Finding {
	detail, moot := c.statement.neverThere(c.i)
	if !moot {
		return nil
	}
	// The provider itself asks for the issuer, so that one is a needless condition
	// and no gap.
	harmless := strings.HasSuffix(c.lower, ":iss") && !c.statement.deny
	if harmless {
		detail += "; the provider itself asks for the issuer"
	}
	return finding(c.at, harmless, detail)
}

// mayBeMissing is about operators that hold for a missing key. Negated ones do
// so anyway, and what a Deny refuses for want of a key is only refused more.
func mayBeMissing(a usedKey) []lint.Finding {
	if a.view.deny || !a.vacuous || a.negated || a.guarded || a.anything {
		return nil
	}
	what := a.name + " holds for a token without " + problem.Quote(a.key)
	switch {
	case strings.HasPrefix(a.lower, "aws:tagkeys"), strings.HasPrefix(a.lower, "sts:transitivetagkeys"):
		return nil // what no token carries needs no limit
	case a.source == fromRequest, a.source == fromContext, a.source == fromRoles:
		return nil // not of the token
	case a.always:
		return finding(a.at, true, what+"; every token of the issuer has it, so it makes no difference today")
	case a.view.issuer.Known() && a.claim != tagsClaim && a.view.issuer.Lacks(a.claim, nil, nil) != "":
		what += ", which is missing where: " + a.view.issuer.Lacks(a.claim, nil, nil)
	}
	return finding(a.at, false, what)
}
