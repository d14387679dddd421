package aws

// Findings about operators.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// operators judges what conditions do with keys: those that are never there
// (CT007), those that may be missing (CT006) or have several values (CT034), and
// what holds for everything (CT010).
func (r *reviewer) operators(s *statedRule) {
	if !slices.Contains(s.allows[:], true) {
		return // of no use to web identities, whatever its conditions
	}
	for i := range s.conditions {
		c := &s.conditions[i]
		at := conditionAt(s.rule, c)
		if len(c.values) == 0 {
			r.add("CT032", at, false, "the list of values is empty, and AWS's pages contradict each other on what that means")
			continue
		}
		r.neverThere(s, i, at)
		for j := range s.views {
			a := &s.views[j].asks[i]
			if a.source == fromNothing {
				continue
			}
			r.mayBeMissing(s, &s.views[j], a)
			r.severalValues(s, a)
			r.holdsAlways(s, &s.views[j], a)
		}
	}
}

// neverThere is about keys that no request with a token of the provider has.
func (r *reviewer) neverThere(s *statedRule, i int, at string) {
	c := &s.conditions[i]
	var at1 []string // providers
	var why string
	slip := false
	for j := range s.views {
		v := &s.views[j]
		if v.asks[i].source != fromNothing {
			continue
		}
		if why == "" {
			why, slip = r.whyNever(v, c)
		}
		at1 = append(at1, host(v.provider.issuer))
	}
	if at1 == nil {
		return
	}
	if len(at1) < len(s.views) {
		why = "tokens of " + problem.QuoteAll(at1) + " never have it, and this statement is for them as well"
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
	detail := why + ", " + effect
	if a.vacuous && !slip {
		// The provider itself asks for the issuer, so that one is a needless
		// condition and no gap.
		harmless := strings.HasSuffix(c.lower, ":iss") && !s.deny
		if harmless {
			detail += "; the provider itself asks for the issuer"
		}
		r.add("CT006", at, harmless, detail)
		return
	}
	r.add("CT007", at, false, detail)
}

// whyNever says why a provider's tokens never fill a key, and whether it is
// written wrong rather than left out by AWS.
func (r *reviewer) whyNever(v *sight, c *condition) (why string, slip bool) {
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

// mayBeMissing is about operators that hold for a missing key. Negated ones do
// so anyway, and what a Deny refuses for want of a key is only refused more.
func (r *reviewer) mayBeMissing(s *statedRule, v *sight, a *asked) {
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
		r.add("CT006", a.at, true, what+"; every token of the issuer has it, so it makes no difference today")
	default:
		why := ""
		if v.issuer.Known() && a.claim != tagsClaim {
			if words := v.issuer.Lacks(a.claim); words != "" {
				why = ", which is missing where: " + words
			}
		}
		r.add("CT006", a.at, false, what+why)
	}
}

// severalValues is about keys for which AWS wants a set operator (CT034).
func (r *reviewer) severalValues(s *statedRule, a *asked) {
	list := a.source == fromList || a.lower == "aws:tagkeys" || a.lower == "sts:transitivetagkeys"
	if !list || a.of != plain || a.family >= presence {
		return
	}
	effect := "so the condition keeps out every token that has it"
	if s.deny {
		effect = "so the Deny is about no token that has it"
	}
	r.add("CT034", a.at, false, problem.Quote(a.key)+" has several values, and "+a.name+" holds for no such key, "+effect)
}

// holdsAlways is about conditions that hold for every token.
func (r *reviewer) holdsAlways(s *statedRule, v *sight, a *asked) {
	var detail string
	switch {
	case a.anything:
		detail = "the value * fits every text"
		if !a.always {
			detail += ", and the operator holds for a missing key"
		}
	case a.family == presence && a.of == plain && len(a.values) > 1:
		detail = "Null with both true and false holds whether the key is there or not"
	case a.family == presence && a.of == plain && a.always && a.values[0].text == "false" && !slices.ContainsFunc(v.asks, func(o asked) bool { return o.lower == a.lower && o.family != presence }):
		detail = "every token of the issuer has the key, so asking for its presence asks for nothing"
	default:
		return
	}
	if s.deny {
		r.add("CT010", a.at, true, detail+", so the condition does not narrow the Deny")
		return
	}
	narrowed := slices.ContainsFunc(v.asks, func(o asked) bool { return !o.audience(v) && o.restricts() && o.source != fromNothing })
	r.add("CT010", a.at, narrowed || a.audience(v), detail+", so the condition keeps nobody out")
}
