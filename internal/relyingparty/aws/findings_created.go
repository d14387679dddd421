package aws

// What AWS refuses when a role is made or changed.

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// refused reports whether AWS refuses the statement for a provider that signs
// for strangers too (CT018), and whether there is such a check at all. Who made
// the role before the check keeps it.
func (r *reviewer) refused(s *statedRule, v *sight) (refused, checked bool) {
	name := host(v.provider.issuer)
	strict := slices.IndexFunc(ofIssuers().Strict, func(c strictCheck) bool { return strings.HasPrefix(name, c.Prefix) })
	switch {
	case v.doubt != "":
		return false, false
	case strict >= 0:
		return r.refusedStrict(s, v, ofIssuers().Strict[strict]), true
	case ofIssuers().BuiltIn[name] != nil:
		return r.refusedBuiltIn(s, v, name), true
	case controlled()[name] != nil:
		return r.refusedShared(s, v, controlled()[name][0]), true
	}
	return false, false
}

// counts reports whether AWS's check counts the operator.
func (a *asked) counts() bool { return a.family <= like && !a.negated && !a.ifExists }

// refusedShared is the check for most issuers: it minds no value but *.
func (r *reviewer) refusedShared(s *statedRule, v *sight, claim string) bool {
	key := claim
	if !strings.Contains(claim, ":") {
		key = host(v.provider.issuer) + ":" + claim
	}
	at, why := conditionsAt(s.rule), "AWS takes no statement for "+problem.Quote(host(v.provider.issuer))+" without a condition on "+problem.Quote(key)
	for i := range v.asks {
		a := &v.asks[i]
		switch {
		case a.lower != strings.ToLower(key):
		case !a.counts():
			at, why = a.at, "AWS's check for "+problem.Quote(host(v.provider.issuer))+" does not count "+a.name
		case len(a.values) == 0 || slices.ContainsFunc(a.values, func(w wanted) bool { return w.text != "*" }):
			return false
		default:
			at, why = a.at, "AWS does not count the value * for "+problem.Quote(host(v.provider.issuer))
		}
	}
	r.add("CT018", at, false, why)
	return true
}

// refusedStrict wants a value of one of the claims that does not begin with a *.
func (r *reviewer) refusedStrict(s *statedRule, v *sight, check strictCheck) bool {
	at, why := conditionsAt(s.rule), "AWS takes no statement for "+check.Name+" without a condition on "+problem.Quote(v.prefix+"sub")
	good, bad := map[string]bool{}, map[string]bool{}
	for i := range v.asks {
		a := &v.asks[i]
		if !slices.ContainsFunc(check.Claims, func(claim string) bool { return a.lower == v.prefix+claim }) {
			continue
		}
		if !a.counts() {
			at, why = a.at, "AWS's check for "+check.Name+" does not count "+a.name
			continue
		}
		if len(a.values) == 0 || slices.ContainsFunc(a.values, func(w wanted) bool { return strings.TrimSpace(w.text) != "" && w.text[0] != '*' }) {
			good[a.name] = true
			continue
		}
		bad[a.name] = true
		at, why = a.at, "AWS does not count values for "+check.Name+" that are empty or begin with a *, such as "+problem.Quote(a.values[0].text)
	}
	for op := range good {
		if !bad[op] { // both claims under one operator must pass
			return false
		}
	}
	// An example of AWS's own has ids and no subject; who observed its check saw
	// such statements refused.
	ids := slices.ContainsFunc(v.asks, func(a asked) bool { return a.restricts() && v.issuer.IdentifiesTenantByID(a.claim) && a.claim != "sub" })
	r.add("CT018", at, ids, why)
	return true
}

func (r *reviewer) refusedBuiltIn(s *statedRule, v *sight, name string) bool {
	if slices.ContainsFunc(v.asks, func(a asked) bool {
		claim, own := strings.CutPrefix(a.key, name+":")
		return own && slices.Contains(ofIssuers().BuiltIn[name], claim) && a.counts() && a.family != like
	}) {
		return false
	}
	r.add("CT018", conditionsAt(s.rule), false, "AWS takes no statement for "+name+" that does not compare one of "+strings.Join(ofIssuers().BuiltIn[name], ", ")+" as written, the key in lower case")
	return true
}

// conditionsAt is the place of all conditions, or of the statement that has none.
func conditionsAt(r *rule) string {
	if len(r.conditions) == 0 {
		return r.path
	}
	return r.path + ".Condition"
}

var (
	sid = regexp.MustCompile(`^[A-Za-z0-9]*$`)
	// outside is what IAM takes in no document.
	outside = regexp.MustCompile(`[^\t\n\r\x20-\x{ff}]`)
	// trustActions are what a trust policy can be about, in lower case.
	trustActions = []string{
		"sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity", "sts:assumeroot",
		"sts:tagsession", "sts:setsourceidentity", "sts:setcontext",
	}
)

// grammar finds what Parse understands and IAM does not take (CT018), and
// actions that web identities never ask for (CT033).
func (r *reviewer) grammar(s *statedRule) {
	at := s.path + ".Principal"
	switch {
	case s.notNamed:
		r.add("CT018", s.path+".NotPrincipal", false, "AWS takes no NotPrincipal in a trust policy")
	case s.principals == nil && s.anybody != "":
		r.add("CT018", at, false, "AWS takes no principal * in a trust policy")
	case slices.Contains(s.principals["Federated"], "*"):
		r.add("CT018", at+".Federated", false, "AWS takes no federated principal *")
	}
	if s.principals == nil && s.anybody == "" {
		r.add("CT018", at, false, "AWS takes no statement whose Principal names nobody")
	}
	for _, p := range s.providers {
		if p.doubt != "" {
			r.add("CT018", at+".Federated", true, problem.Quote(host(p.issuer))+" is neither the ARN of an OIDC provider nor a provider that is built in")
		}
	}
	if !sid.MatchString(s.sid) {
		r.add("CT018", s.path+".Sid", false, "a Sid is letters and digits, and "+problem.Quote(s.sid)+" is not")
	}
	if s.sid != "" && r.sids[s.sid] {
		r.add("CT018", s.path+".Sid", false, "two statements have the Sid "+problem.Quote(s.sid))
	}
	r.sids[s.sid] = true
	for i := range s.conditions {
		if c := &s.conditions[i]; c.doubt == operatorCase {
			r.add("CT018", conditionAt(s.rule, c), true, operatorCase)
		}
	}
	r.actions(s)
}

func (r *reviewer) actions(s *statedRule) {
	at := s.path + ".Action"
	if s.notAction {
		r.add("CT018", s.path+".NotAction", true, "nobody has seen AWS take NotAction in a trust policy")
		return
	}
	for _, a := range s.actions {
		lower := strings.ToLower(a)
		glob := newGlobText(lower)
		switch {
		case lower == "*" || !strings.HasPrefix(lower, "sts:"):
			r.add("CT018", at, false, "a trust policy is about actions of sts alone, and "+problem.Quote(a)+" is not")
		case !slices.ContainsFunc(trustActions, glob.match):
			r.add("CT018", at, true, problem.Quote(a)+" is no action of a trust policy")
		}
	}
	if len(s.providers) > 0 && !slices.Contains(s.allows[:], true) {
		effect := "so the statement lets no token in"
		if s.deny {
			effect = "so the Deny is about no token"
		}
		r.add("CT033", at, false, "tokens come in by sts:AssumeRoleWithWebIdentity, which is not among "+problem.QuoteAll(s.actions)+", "+effect)
	}
}
