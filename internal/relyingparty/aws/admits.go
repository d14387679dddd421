package aws

// The decision about one token.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

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
		return proof.Decision{Why: func() string { return d.noIssuer(c) }}
	}
	e := evaluation{c: c, hazy: hazy}
	out, why := proof.Yes, reason(nil)
	for _, stage := range []func() (proof.Answer, reason){
		e.subject,
		func() (proof.Answer, reason) { return e.audience(d.ClientIDs, issuer) },
		e.roles,
		func() (proof.Answer, reason) { return e.action(clauses, assume) },
		func() (proof.Answer, reason) { return e.tags(clauses) },
		func() (proof.Answer, reason) { return e.identity(clauses) },
	} {
		a, because := stage()
		if a == proof.No {
			return proof.Decision{Why: because}
		}
		if a == proof.Unknown && out == proof.Yes || why == nil {
			why = because
		}
		out = and(out, a)
	}
	return proof.Decision{Admitted: out, Why: why}
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

// A reason is put into words when somebody asks; nil says nothing.
type reason func() string

// undocumented is a reason to leave open what STS does with a value.
func undocumented(what string, v any) reason {
	return func() string {
		return "AWS does not document what STS does with " + what + " that is " + value.TypeOf(v)
	}
}

// subject asks for sub, which STS does by itself.
func (e *evaluation) subject() (proof.Answer, reason) {
	switch v, ok := e.c["sub"]; v.(type) {
	case string:
		return proof.Yes, nil
	default:
		if !ok {
			return proof.No, func() string { return "the token has no sub, and STS wants one" }
		}
		return proof.Unknown, undocumented("a sub", v)
	}
}

// audience asks for an audience that STS can settle on and that the provider
// takes.
func (e *evaluation) audience(ids map[string][]string, issuer string) (proof.Answer, reason) {
	aud := e.c["aud"]
	_, hasAZP := e.c["azp"]
	out, why := proof.Yes, reason(nil)
	switch v := aud.(type) {
	case nil:
		return proof.No, func() string { return "the token has no aud, and STS wants one" }
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
			out, why = proof.Unknown, undocumented("an azp", e.c["azp"])
			break
		}
		return proof.No, func() string { return severalAudiences(v) }
	default:
		out, why = proof.Unknown, undocumented("an aud", aud)
	}
	allowed, limited := ids[issuer]
	if !limited {
		return out, why
	}
	text, state := e.effective()
	switch {
	case state == odd:
		return proof.Unknown, func() string { return "AWS does not document what STS does with such an audience" }
	case !slices.Contains(allowed, text):
		return proof.No, func() string { return notClient(text, allowed) }
	}
	return out, why
}

// roles asks whether the token names the role, when it names roles.
func (e *evaluation) roles() (proof.Answer, reason) {
	if e.c[rolesClaim] == nil {
		return proof.Yes, nil
	}
	return proof.Unknown, func() string { return namedRoles }
}

const namedRoles = "the token lists the roles that it may assume (" + rolesClaim + "), and which role this policy belongs to is not known here"

// tags asks for sts:TagSession when the token has session tags.
func (e *evaluation) tags(clauses []clause) (proof.Answer, reason) {
	v, there := e.c[tagsClaim]
	_, object := v.(map[string]any)
	object = object || e.flatTags()
	if !object && !there {
		return proof.Yes, nil
	}
	a, why := e.action(clauses, tag)
	if a == proof.Yes {
		return a, nil
	}
	if !object {
		a, why = proof.Unknown, func() string {
			return "AWS does not document what STS does with session tags that are " + value.TypeOf(v)
		}
	}
	return a, func() string { return "the token carries AWS session tags: " + why() }
}

// identity asks for sts:SetSourceIdentity when the token has one.
func (e *evaluation) identity(clauses []clause) (proof.Answer, reason) {
	v, there := e.c[identityClaim]
	if !there {
		return proof.Yes, nil
	}
	a, why := e.action(clauses, identify)
	if a == proof.Yes {
		return a, nil
	}
	if _, ok := v.(string); !ok {
		a, why = proof.Unknown, undocumented("a source identity", v)
	}
	return a, func() string { return "the token carries a source identity: " + why() }
}
