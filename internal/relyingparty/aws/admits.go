package aws

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Three-valued logic: what nobody knows counts only where it decides.
func and(a, b proof.Answer) proof.Answer {
	switch {
	case a == proof.No || b == proof.No:
		return proof.No
	case a == proof.Yes:
		return b
	}
	return a
}

func not(a proof.Answer) proof.Answer {
	switch a {
	case proof.Yes:
		return proof.No
	case proof.No:
		return proof.Yes
	case proof.Unknown:
	}
	return proof.Unknown
}

func or(a, b proof.Answer) proof.Answer { return not(and(not(a), not(b))) }

func say(yes bool) proof.Answer {
	if yes {
		return proof.Yes
	}
	return proof.No
}

// Admits decides a token whose signature and times are good, as STS does: what
// it asks of the token itself, then the statements. It takes session tags in
// their flat spelling too, which Trusts cannot see.
func (d *Document) Admits(c proof.Claims) proof.Decision { return d.decide(c, false) }

// decide is Admits; hazy leaves policy variables open that are claims, as Trusts
// must.
func (d *Document) decide(c proof.Claims, hazy bool) proof.Decision {
	issuer, _ := c["iss"].(string)
	clauses, known := d.clauses[issuer]
	if !known {
		clauses = d.strangers(issuer)
	}
	if len(clauses) == 0 {
		return proof.Decision{Reason: d.noIssuer(c)}
	}
	e := evaluation{c: c, hazy: hazy}
	out, why := proof.Yes, ""
	for _, stage := range []func() (proof.Answer, string){
		e.subject,
		func() (proof.Answer, string) { return e.audience(d.ClientIDs, issuer) },
		e.roles,
		func() (proof.Answer, string) { return e.action(clauses, assume) },
		func() (proof.Answer, string) { return e.tags(clauses) },
		func() (proof.Answer, string) { return e.identity(clauses) },
	} {
		a, reason := stage()
		if a == proof.No {
			return proof.Decision{Reason: reason}
		}
		if a == proof.Unknown && out == proof.Yes || why == "" {
			why = reason
		}
		out = and(out, a)
	}
	return proof.Decision{Admitted: out, Reason: why}
}

// strangers are the statements about an issuer that no principal names.
func (d *Document) strangers(issuer string) []clause {
	if !slices.ContainsFunc(d.rules, func(r rule) bool { return r.anybody != "" }) {
		return nil
	}
	return d.at(issuer)
}

// An evaluation is one token being decided.
type evaluation struct {
	c    proof.Claims
	hazy bool
}

// subject asks for sub, which STS does by itself.
func (e *evaluation) subject() (proof.Answer, string) {
	switch v, ok := e.c["sub"]; v.(type) {
	case string:
		return proof.Yes, ""
	default:
		if !ok {
			return proof.No, "the token has no sub, and STS wants one"
		}
		return proof.Unknown, "AWS does not document what STS does with a sub that is " + value.TypeOf(v)
	}
}

// audience asks for an audience that STS can settle on and that the provider
// takes.
func (e *evaluation) audience(ids map[string][]string, issuer string) (proof.Answer, string) {
	aud := e.c["aud"]
	_, hasAZP := e.c["azp"]
	out, why := proof.Yes, ""
	switch v := aud.(type) {
	case nil:
		return proof.No, "the token has no aud, and STS wants one"
	case string:
	case []any:
		if _, text := e.c["azp"].(string); text {
			break
		}
		if len(v) == 1 {
			if _, ok := v[0].(string); ok {
				break
			}
		}
		if hasAZP {
			out, why = proof.Unknown, "AWS does not document what STS does with an azp that is "+value.TypeOf(e.c["azp"])
			break
		}
		return proof.No, severalAudiences(v)
	default:
		out, why = proof.Unknown, "AWS does not document what STS does with an aud that is "+value.TypeOf(aud)
	}
	allowed, limited := ids[issuer]
	if !limited {
		return out, why
	}
	text, state := e.effective()
	switch {
	case state == odd:
		return proof.Unknown, "AWS does not document what STS does with such an audience"
	case !slices.Contains(allowed, text):
		return proof.No, notClient(text, allowed)
	}
	return out, why
}

// roles asks whether the token names the role, when it names roles.
func (e *evaluation) roles() (proof.Answer, string) {
	if e.c[rolesClaim] == nil {
		return proof.Yes, ""
	}
	return proof.Unknown, namedRoles
}

const namedRoles = "the token lists the roles that it may assume (" + rolesClaim + "), and which role this policy belongs to is not known here"

// tags asks for sts:TagSession when the token has session tags.
func (e *evaluation) tags(clauses []clause) (proof.Answer, string) {
	v, there := e.c[tagsClaim]
	_, object := v.(map[string]any)
	if !object {
		for name := range e.c {
			if strings.HasPrefix(name, tagsClaim+"/") {
				object = true
				break
			}
		}
	}
	if !object && !there {
		return proof.Yes, ""
	}
	a, why := e.action(clauses, tag)
	if a == proof.Yes {
		return a, ""
	}
	if !object {
		a, why = proof.Unknown, "AWS does not document what STS does with session tags that are "+value.TypeOf(v)
	}
	return a, "the token carries AWS session tags: " + why
}

// identity asks for sts:SetSourceIdentity when the token has one.
func (e *evaluation) identity(clauses []clause) (proof.Answer, string) {
	v, there := e.c[identityClaim]
	if !there {
		return proof.Yes, ""
	}
	a, why := e.action(clauses, identify)
	if a == proof.Yes {
		return a, ""
	}
	if _, ok := v.(string); !ok {
		a, why = proof.Unknown, "AWS does not document what STS does with a source identity that is "+value.TypeOf(v)
	}
	return a, "the token carries a source identity: " + why
}

// action decides whether the statements allow an action, and says why.
func (e *evaluation) action(clauses []clause, action int) (proof.Answer, string) {
	allowed, denied := proof.No, proof.No
	var allow, deny *clause // the first that are the answer
	for i := range clauses {
		k := &clauses[i]
		if !k.allows[action] || k.deny && denied == proof.Yes || !k.deny && allowed == proof.Yes {
			continue
		}
		a := e.clause(k)
		switch {
		case a == proof.No:
		case k.deny:
			if or(denied, a) != denied {
				deny = k
			}
			denied = or(denied, a)
		default:
			if or(allowed, a) != allowed {
				allow = k
			}
			allowed = or(allowed, a)
		}
	}
	switch {
	case denied == proof.Yes:
		return proof.No, deny.name + " denies it: " + e.because(deny)
	case allowed == proof.No:
		return proof.No, e.refusal(clauses, action)
	case allowed == proof.Unknown:
		return proof.Unknown, allow.name + ": " + e.open(allow)
	case denied == proof.Unknown:
		return proof.Unknown, deny.name + " may deny it: " + e.open(deny)
	}
	return proof.Yes, allow.yes
}

func (e *evaluation) clause(k *clause) proof.Answer {
	out := proof.Yes
	if k.doubt != "" {
		out = proof.Unknown
	}
	for i := range k.checks {
		if out = and(out, e.check(&k.checks[i])); out == proof.No {
			return out
		}
	}
	return out
}

// A state is what a token gives for a condition key.
type state int8

const (
	absent state = iota
	text
	list
	amount
	odd // nobody knows
)

// effective is the audience that STS goes by.
func (e *evaluation) effective() (string, state) {
	if azp, ok := e.c["azp"]; ok {
		if s, ok := azp.(string); ok {
			return s, text
		}
		return "", odd
	}
	switch aud := e.c["aud"].(type) {
	case string:
		return aud, text
	case []any:
		if len(aud) == 1 {
			if s, ok := aud[0].(string); ok {
				return s, text
			}
		}
		return "", absent // refused before
	case nil:
		return "", absent
	}
	return "", odd
}

// look finds a key's value.
func (e *evaluation) look(p *place) (string, []any, state) {
	switch p.source {
	case fromText:
		v, ok := e.c[p.claim]
		if s, isText := v.(string); isText {
			return s, nil, text
		}
		if !ok {
			return "", nil, absent
		}
	case fromAudience:
		s, state := e.effective()
		return s, nil, state
	case fromOriginal:
		if _, ok := e.c["azp"]; ok || p.doubt == "" {
			if s, ok := e.c["aud"].(string); ok {
				return s, nil, text
			}
		}
	case fromList:
		v, ok := e.c[p.claim]
		if l, isList := v.([]any); isList {
			return "", l, list
		}
		if !ok {
			return "", nil, absent
		}
	case fromNumber:
		switch n := e.c[p.claim].(type) {
		case json.Number, float64:
			return "", []any{n}, amount
		case nil:
			if _, ok := e.c[p.claim]; !ok {
				return "", nil, absent
			}
		}
	case fromRoles:
		if e.c[p.claim] == nil {
			return "false", nil, text
		}
		return "true", nil, text
	case fromContext:
		return p.text, nil, text
	case fromNothing:
		return "", nil, absent
	case fromDoubt:
		if _, ok := e.c[p.claim]; !ok && (p.claim != tagsClaim || !e.flatTags()) {
			return "", nil, absent
		}
	case fromRequest:
	}
	return "", nil, odd
}

func (e *evaluation) flatTags() bool {
	for name := range e.c {
		if strings.HasPrefix(name, tagsClaim+"/") {
			return true
		}
	}
	return false
}

// check decides one condition.
func (e *evaluation) check(k *check) proof.Answer {
	if k.settled() {
		return say(k.there)
	}
	s, l, found := e.look(&k.place)
	var out proof.Answer
	switch {
	case found == odd:
		return proof.Unknown
	case found == absent && k.absentIf != "":
		return proof.Unknown
	case found == absent:
		out = say(k.absent)
	case k.fixed:
		out = e.presence(k, found, l)
	case found == list:
		out = e.list(k, l)
	case found == amount:
		out = e.number(k, l[0])
	case k.family == numeric || k.family == foreign:
		return proof.Unknown
	default:
		out = e.text(k, s)
	}
	if out != proof.No && e.invalid(k) {
		return proof.Unknown
	}
	return out
}

// invalid reports that a variable of the condition has no value.
func (e *evaluation) invalid(k *check) bool {
	if k.broken {
		return true
	}
	for i := range k.wants {
		for j := range k.wants[i].needs {
			if _, ok := e.c[k.wants[i].needs[j].claim]; !ok {
				return true
			}
		}
	}
	return false
}

// presence decides a condition that only asks whether the key is there. Nobody
// knows whether a list without texts is.
func (e *evaluation) presence(k *check, found state, l []any) proof.Answer {
	if found == list && !hasText(l) {
		return proof.Unknown
	}
	return say(k.there)
}

func hasText(l []any) bool {
	return slices.ContainsFunc(l, func(v any) bool { _, ok := v.(string); return ok })
}

// text decides for one text. AWS's pages say both that an empty one is a value
// and that it is none to operators for several values.
func (e *evaluation) text(k *check, s string) proof.Answer {
	out := e.matches(k, s, true)
	if k.negated {
		out = not(out)
	}
	if s == "" {
		switch k.of {
		case forAll:
			out = or(out, proof.Unknown)
		case forAny:
			out = and(out, proof.Unknown)
		case plain:
		}
	}
	return out
}

// matches reports whether a text is one of the values. Those that nobody knows
// leave it open only for texts that are like them, unless it is not strict.
func (e *evaluation) matches(k *check, s string, strict bool) proof.Answer {
	out := proof.No
	for i := range k.wants {
		w := &k.wants[i]
		if strict && w.bound && !w.glob.match(s) {
			continue
		}
		switch e.match(k, w, s) {
		case proof.Yes:
			return proof.Yes
		case proof.Unknown:
			out = proof.Unknown
		case proof.No:
		}
	}
	return out
}

func (e *evaluation) match(k *check, w *want, s string) proof.Answer {
	switch {
	case w.doubt != "":
		return proof.Unknown
	case w.never:
		return proof.No
	case k.family == boolean:
		return say(isTrue(s) == w.holds)
	case w.vars != nil:
		return e.substituted(k, w, s)
	case k.family == fold:
		return say(pattern.Lower(s) == w.lower)
	case k.family == equals:
		return say(w.glob.literal() == s)
	}
	return say(w.glob.match(s))
}

// substituted puts claims in and compares. What they bring in stays literal.
func (e *evaluation) substituted(k *check, w *want, s string) proof.Answer {
	parts := make([]part, 0, len(w.parts))
	for i, t := range w.parts {
		if t.key == "" {
			parts = append(parts, t)
			continue
		}
		v, found := t.fallback, absent
		if w.vars[i].source != fromContext && w.vars[i].source != fromNothing {
			var have string
			if have, _, found = e.look(&w.vars[i]); found == text {
				v = &have
			}
		} else if w.vars[i].source == fromContext {
			v = &w.vars[i].text
		}
		switch {
		case found == odd:
			return proof.Unknown
		case v == nil:
			return proof.No
		}
		parts = append(parts, part{Tok: pattern.Tok{Kind: pattern.Lit, Text: *v}})
	}
	if e.hazy {
		return proof.Unknown
	}
	switch k.family {
	case fold:
		return say(pattern.Lower(s) == pattern.Lower(join(parts)))
	case like:
		return say(globOf(parts).match(s))
	default:
		return say(s == join(parts))
	}
}

// list decides for a key with several values. Without a prefix an operator holds
// for no such key.
func (e *evaluation) list(k *check, l []any) proof.Answer {
	if k.family == numeric || k.family == foreign {
		return proof.Unknown
	}
	if k.of == plain {
		if (k.negated || k.ifExists) && !hasText(l) {
			return proof.Unknown
		}
		return proof.No
	}
	if k.family == boolean {
		return proof.Unknown
	}
	some, all := proof.No, proof.Yes
	for _, v := range l {
		a := proof.No
		if s, ok := v.(string); ok {
			a = e.matches(k, s, false)
		}
		some, all = or(some, a), and(all, a)
	}
	switch {
	case k.of == forAll && k.negated:
		return not(some)
	case k.of == forAll:
		return all
	case k.negated:
		return not(all)
	}
	return some
}

// number compares a number.
func (e *evaluation) number(k *check, v any) proof.Answer {
	if k.family != numeric {
		return proof.Unknown
	}
	f, ok := v.(float64)
	if n, isJSON := v.(json.Number); isJSON {
		var err error
		if f, err = n.Float64(); err != nil {
			return proof.Unknown
		}
		ok = true
	}
	if !ok {
		return proof.Unknown
	}
	out := proof.No
	for _, w := range k.wants {
		if w.doubt != "" {
			out = or(out, proof.Unknown)
			continue
		}
		var holds bool
		switch k.compare {
		case "==":
			holds = f == w.number
		case "<":
			holds = f < w.number
		case "<=":
			holds = f <= w.number
		case ">":
			holds = f > w.number
		case ">=":
			holds = f >= w.number
		}
		out = or(out, say(holds))
	}
	if k.negated {
		return not(out)
	}
	return out
}
