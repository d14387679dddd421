package aws

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// This file is rule CT007 in AWS's terms.

var _ = lint.Also("CT007", lint.On(func(c usedCondition) []lint.Finding {
	if detail, moot := c.statement.neverThere(c.i); detail != "" && !moot {
		return finding(c.at, false, detail)
	}
	return nil
}))

// neverThere is about keys that no request with a token of the provider has. moot: the
// operator holds for a missing key, and the key is not written wrong (CT006).
func (s *statedRule) neverThere(i int) (detail string, moot bool) {
	c := &s.conditions[i]
	var hosts []string
	why, slip := "", false
	for j := range s.views {
		v := &s.views[j]
		if v.asks[i].source != fromNothing {
			continue
		}
		if why == "" {
			why, slip = v.whyNever(c)
		}
		hosts = append(hosts, host(v.provider.issuer))
	}
	if hosts == nil {
		return "", false
	}
	if len(hosts) < len(s.views) {
		why = "tokens of " + problem.QuoteAll(hosts) + " never have it, and this statement is for them as well"
		slip = true
	}
	a := &s.views[0].asks[i]
	holds, doubt := a.ifMissing()
	effect := "so the statement lets nobody in"
	switch {
	case doubt != "":
		effect = "and " + doubt
	case holds && s.deny:
		effect = "so the condition always holds and does not narrow the Deny"
	case holds:
		effect = "so the condition always holds and keeps nobody out"
	case s.deny:
		effect = "so the Deny is about nobody"
	}
	return why + ", " + effect, a.vacuous && !slip
}

// whyNever says why a provider's tokens never fill a key, and whether it is
// written wrong rather than left out by AWS.
func (v *view) whyNever(c *condition) (why string, slip bool) {
	own := strings.TrimSuffix(v.prefix, ":")
	key := problem.Quote(c.key)
	name := host(v.provider.issuer)
	if claim, ok := strings.CutPrefix(c.lower, v.prefix); ok {
		shown := append([]string{"aud", "sub"}, v.claims...)
		hint := value.Suggest(claim, shown)
		near := strings.HasPrefix(hint, "Did you mean")
		if claim == "iss" {
			return "AWS shows no key " + key, false
		}
		if near {
			// What tokens have is no slip of the pen.
			minted := v.issuer.Known() && v.issuer.HasClaim(claim)
			return "AWS shows no key " + key + " (d" + hint[1:] + ")", !minted
		}
		return "AWS shows no key " + key + " of this issuer; it shows " + strings.Join(shown, ", "), false
	}
	at := strings.LastIndexByte(c.lower, ':')
	switch {
	case c.lower == "aws:principalarn":
		return "requests with a web identity have no " + key, false
	case strings.Contains(c.lower, "://"):
		return "condition keys have no https:// before the issuer, and " + key + " has", true
	case strings.HasPrefix(c.lower, own+"/") && !strings.Contains(c.lower[len(own):], ":"):
		return "a colon stands between the issuer and the claim of a condition key (" + problem.Quote(name+":"+c.key[len(own)+1:]) + "), and " + key + " has a slash", true
	case at < 0:
		return "condition keys begin with the issuer (" + problem.Quote(name+":"+c.key) + "), and " + key + " does not", true
	case strings.TrimRight(c.lower[:at], "/") == strings.TrimRight(own, "/"):
		return "the provider is " + problem.Quote(name) + ", and " + key + " differs in the slash", true
	case strings.HasPrefix(own, c.lower[:at]+"/"):
		return "the provider is " + problem.Quote(name) + ", and " + key + " leaves its path out", true
	}
	return key + " is a key of another issuer than " + problem.Quote(name), true
}
