package aws

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT018 in AWS's terms: what AWS refuses when a role is made or changed.

var (
	_ = lint.Also("CT018", lint.On(func(v *view) []lint.Finding {
		if f, _ := v.refused(); f != nil && v.letsIn() {
			return []lint.Finding{*f}
		}
		return nil
	}))
	_ = lint.Also("CT018", lint.On(refusedWhole))
	_ = lint.Also("CT018", lint.On(ungrammatical))
	_ = lint.Also("CT018", lint.On(wrongActions))
)

// refused says why AWS refuses the statement for a provider that signs for
// strangers too, and whether there is such a check at all. Who made the role
// before the check keeps it.
func (v *view) refused() (f *lint.Finding, checked bool) {
	name := host(v.provider.issuer)
	strict := slices.IndexFunc(ofIssuers().Strict, func(c strictCheck) bool { return strings.HasPrefix(name, c.Prefix) })
	switch {
	case v.doubt != "":
		return nil, false
	case strict >= 0:
		return v.refusedStrict(ofIssuers().Strict[strict]), true
	case ofIssuers().BuiltIn[name] != nil:
		return v.refusedBuiltIn(name), true
	case controlled()[name] != nil:
		return v.refusedShared(controlled()[name][0]), true
	}
	return nil, false
}

// counts reports whether AWS's check counts the operator.
func (a *asked) counts() bool { return a.family <= like && !a.negated && !a.ifExists }

// refusedShared is the check for most issuers: it minds no value but *.
func (v *view) refusedShared(claim string) *lint.Finding {
	key := claim
	if !strings.Contains(claim, ":") {
		key = host(v.provider.issuer) + ":" + claim
	}
	at, why := conditionsAt(v.rule), "AWS takes no statement for "+problem.Quote(host(v.provider.issuer))+" without a condition on "+problem.Quote(key)
	for i := range v.asks {
		a := &v.asks[i]
		switch {
		case a.lower != strings.ToLower(key):
		case !a.counts():
			at, why = a.at, "AWS's check for "+problem.Quote(host(v.provider.issuer))+" does not count "+a.name
		case len(a.values) == 0 || slices.ContainsFunc(a.values, func(w wanted) bool { return w.text != "*" }):
			return nil
		default:
			at, why = a.at, "AWS does not count the value * for "+problem.Quote(host(v.provider.issuer))
		}
	}
	return &lint.Finding{At: at, Detail: why}
}

// refusedStrict wants a value of one of the claims that does not begin with a *.
func (v *view) refusedStrict(check strictCheck) *lint.Finding {
	at, why := conditionsAt(v.rule), "AWS takes no statement for "+check.Name+" without a condition on "+problem.Quote(v.prefix+"sub")
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
			return nil
		}
	}
	// An example of AWS's own has ids and no subject; who observed its check saw
	// such statements refused.
	ids := slices.ContainsFunc(v.asks, func(a asked) bool { return a.restricts() && v.issuer.IdentifiesTenantByID(a.claim) && a.claim != "sub" })
	return &lint.Finding{At: at, Milder: ids, Detail: why}
}

func (v *view) refusedBuiltIn(name string) *lint.Finding {
	if slices.ContainsFunc(v.asks, func(a asked) bool {
		claim, own := strings.CutPrefix(a.key, name+":")
		return own && slices.Contains(ofIssuers().BuiltIn[name], claim) && a.counts() && a.family != like
	}) {
		return nil
	}
	return &lint.Finding{At: conditionsAt(v.rule), Detail: "AWS takes no statement for " + name + " that does not compare one of " + strings.Join(ofIssuers().BuiltIn[name], ", ") + " as written, the key in lower case"}
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

// refusedWhole is about the document as a whole.
func refusedWhole(r *review) []lint.Finding {
	var out findings
	if found := outside.FindString(r.text); found != "" {
		out.add("policy", false, "a policy document holds no character beyond U+00FF and no control character, and this one has "+problem.Quote(found))
	}
	seen := map[string]bool{}
	for _, s := range r.statements {
		if s.sid != "" && seen[s.sid] {
			out.add(s.path+".Sid", false, "two statements have the Sid "+problem.Quote(s.sid))
		}
		seen[s.sid] = true
	}
	return out
}

// ungrammatical finds what Parse understands and IAM does not take.
func ungrammatical(s *statedRule) []lint.Finding {
	var out findings
	at := s.path + ".Principal"
	switch {
	case s.notNamed:
		out.add(s.path+".NotPrincipal", false, "AWS takes no NotPrincipal in a trust policy")
	case s.principals == nil && s.anybody != "":
		out.add(at, false, "AWS takes no principal * in a trust policy")
	case slices.Contains(s.principals["Federated"], "*"):
		out.add(at+".Federated", false, "AWS takes no federated principal *")
	}
	if s.principals == nil && s.anybody == "" {
		out.add(at, false, "AWS takes no statement whose Principal names nobody")
	}
	for _, p := range s.providers {
		if p.doubt != "" {
			out.add(at+".Federated", true, problem.Quote(host(p.issuer))+" is neither the ARN of an OIDC provider nor a provider that is built in")
		}
	}
	if !sid.MatchString(s.sid) {
		out.add(s.path+".Sid", false, "a Sid is letters and digits, and "+problem.Quote(s.sid)+" is not")
	}
	for i := range s.conditions {
		if c := &s.conditions[i]; c.doubt == operatorCase {
			out.add(conditionAt(s.rule, c), true, operatorCase)
		}
	}
	return out
}

func wrongActions(s *statedRule) []lint.Finding {
	var out findings
	at := s.path + ".Action"
	if s.notAction {
		return finding(s.path+".NotAction", true, "nobody has seen AWS take NotAction in a trust policy")
	}
	for _, a := range s.actions {
		lower := strings.ToLower(a)
		glob := newGlobText(lower)
		switch {
		case lower == "*" || !strings.HasPrefix(lower, "sts:"):
			out.add(at, false, "a trust policy is about actions of sts alone, and "+problem.Quote(a)+" is not")
		case !slices.ContainsFunc(trustActions, glob.match):
			out.add(at, true, problem.Quote(a)+" is no action of a trust policy")
		}
	}
	return out
}
