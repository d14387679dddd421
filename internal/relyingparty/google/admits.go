package google

// The decision about one token.

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// Admits decides one token: issuer, audience, mapped attributes, condition, in
// this order. The expressions are evaluated by cel-go.
func (d *Document) Admits(claims proof.Claims) proof.Decision {
	x := &exchange{doc: d, claims: claims}
	for _, check := range [...]func(*exchange) proof.Decision{(*exchange).issuer, (*exchange).audience, (*exchange).input, (*exchange).attributes, (*exchange).condition} {
		switch got := check(x); got.Admitted {
		case proof.No:
			return got
		case proof.Unknown:
			x.doubt(got.Why)
		case proof.Yes:
		}
	}
	if len(x.doubts) > 0 {
		return proof.Decision{Admitted: proof.Unknown, Why: x.undecided}
	}
	return proof.Decision{Admitted: proof.Yes, Why: x.admitted}
}

// An exchange is one token on its way through a provider.
type exchange struct {
	doc     *Document
	claims  proof.Claims
	doubts  []func() string
	absent  []string // attributes without a value
	vars    activation
	subject string
}

func (x *exchange) doubt(reason func() string) { x.doubts = append(x.doubts, reason) }

// undecided is every doubt, once.
func (x *exchange) undecided() string {
	var out []string
	for _, reason := range x.doubts {
		if text := reason(); !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return strings.Join(out, "; ")
}

var fine = proof.Decision{Admitted: proof.Yes}

func no(why func() string) proof.Decision {
	return proof.Decision{Admitted: proof.No, Why: why}
}

func perhaps(why func() string) proof.Decision {
	return proof.Decision{Admitted: proof.Unknown, Why: why}
}

// constantly is a reason without anything of the token.
func constantly(reason string) func() string { return func() string { return reason } }

func (x *exchange) admitted() string {
	reason := "the issuer and the audience are the provider's, google.subject is " + problem.Quote(x.subject)
	if x.doc.condition != nil {
		reason += ", and the attribute condition is true"
	}
	if len(x.absent) > 0 {
		reason += "; " + strings.Join(x.absent, ", ") + " without a value (that Google goes on without it is not verified)"
	}
	return reason
}

func (x *exchange) issuer() proof.Decision {
	got, there := x.claims["iss"]
	s, ok := got.(string)
	switch {
	case ok && s == x.doc.issuer:
		return fine
	case ok && s+"/" == x.doc.issuer:
		return perhaps(constantly(unsureSlash))
	}
	return no(func() string {
		wanted := "and issuer_uri is " + problem.Quote(x.doc.issuer)
		switch {
		case !there:
			return "the token has no claim iss, " + wanted
		case !ok:
			return "the claim iss is " + show(got) + ", " + wanted
		}
		return "the claim iss is " + problem.Quote(s) + ", " + wanted + ": " + differ(s, x.doc.issuer)
	})
}

func (x *exchange) audience() proof.Decision {
	if x.doc.audiences == nil {
		return perhaps(constantly(unsureAudience))
	}
	allowed := func(a any) bool {
		s, ok := a.(string)
		return ok && slices.Contains(x.doc.audiences, s)
	}
	got, there := x.claims["aud"]
	if list, ok := got.([]any); allowed(got) || ok && slices.ContainsFunc(list, allowed) {
		return fine
	}
	return no(func() string {
		if !there {
			return "the token has no claim aud, and the provider allows the audience " + problem.QuoteAll(x.doc.audiences)
		}
		reason := "the audience " + show(got) + " is not allowed; the provider allows " + problem.QuoteAll(x.doc.audiences)
		if s, ok := got.(string); ok && len(x.doc.audiences) == 1 {
			reason += ": " + differ(s, x.doc.audiences[0])
		}
		return reason
	})
}

// input makes of the claims what CEL reads.
func (x *exchange) input() proof.Decision {
	assertion, ok := x.assertion()
	if !ok {
		return perhaps(constantly("the token has a number beyond what Google is known to read"))
	}
	x.vars.assertion = assertion
	return fine
}

// attributes evaluates the mappings.
func (x *exchange) attributes() proof.Decision {
	const refused = "Could not obtain a value for google.subject from the given credential"
	mapped := 0
	subject, err := x.eval(x.doc.subject)
	switch s := subject.(type) {
	case *types.Unknown:
		x.doubt(func() string { return x.doc.subject.doubt(subjectKey) })
		x.vars.subject = subject
	case types.String:
		if s == "" {
			return no(func() string { return refused + ": " + x.doc.subject.show() + " is the empty text" })
		}
		if n := len(s); n > maxSubject {
			return proof.Decision{Admitted: proof.No, TooLong: true, Why: func() string {
				return fmt.Sprintf("The size of mapped attribute google.subject exceeds the %d bytes limit: %s has %d", maxSubject, problem.Quote(string(s)), n)
			}}
		} else if n == maxSubject {
			x.doubt(constantly(unsureLength))
		}
		x.subject, x.vars.subject = string(s), subject
		mapped += len(s)
	default:
		return no(func() string {
			if err != nil {
				return refused + ": " + x.doc.subject.show() + " is an error: " + cause(err)
			}
			return refused + ": " + x.doc.subject.show() + " is " + show(native(subject)) + ", and not a string"
		})
	}
	x.vars.attributes = make(map[string]any, len(x.doc.custom))
	for _, a := range x.doc.custom {
		v, err := x.eval(a.compiled)
		switch s := v.(type) {
		case *types.Unknown:
			if !a.checked.OutputType().IsExactType(cel.StringType) {
				x.doubt(func() string { return a.doubt(attributePrefix + a.name) })
			}
			x.vars.attributes[a.name] = v
		case types.String:
			x.vars.attributes[a.name] = v
			mapped += len(s)
		default:
			if err == nil {
				return no(func() string {
					return "The mapped attribute 'attribute." + a.name + "' must be of type STRING: " + a.show() + " is " + show(native(v))
				})
			}
			x.absent = append(x.absent, attributePrefix+a.name)
		}
	}
	if x.doc.groups != nil {
		x.groups()
	}
	if mapped > maxMapped {
		return no(func() string {
			return fmt.Sprintf("the mapped attributes have %d bytes, and Google takes at most %d", mapped, maxMapped)
		})
	}
	return fine
}

func (x *exchange) groups() {
	v, err := x.eval(x.doc.groups)
	if err != nil {
		x.absent = append(x.absent, groupsKey)
		return
	}
	x.vars.groups = v
	if types.IsUnknown(v) {
		x.doubt(func() string { return x.doc.groups.doubt(groupsKey) })
		return
	}
	list, ok := v.(traits.Lister)
	if !ok {
		x.doubt(constantly(unsureGroups))
		return
	}
	for i := list.Iterator(); i.HasNext() == types.True; {
		if _, ok := i.Next().(types.String); !ok {
			x.doubt(constantly(unsureGroups))
			return
		}
	}
}

// condition evaluates the condition.
func (x *exchange) condition() proof.Decision {
	c := x.doc.condition
	if c == nil {
		return fine
	}
	v, err := x.eval(c)
	switch {
	case err == nil && v == types.True:
		return fine
	case types.IsUnknown(v):
		return perhaps(func() string { return c.doubt("the attribute condition") })
	}
	return no(func() string { return "The given credential is rejected by the attribute condition: " + x.why(c) })
}

// eval evaluates one expression. What costs too much is unknown.
func (x *exchange) eval(c *compiled) (ref.Val, error) {
	v, _, err := c.program.Eval(&x.vars)
	if err != nil && v == nil {
		return types.NewUnknown(0, nil), nil
	}
	return v, err
}

// doubt says why an expression is not decided.
func (c *compiled) doubt(what string) string {
	if len(c.unsure) == 0 {
		return what + " is not decided: it rests on what is not documented, or takes too long"
	}
	return what + " rests on what Google does not document for workload identity pools: " + strings.Join(c.unsure, ", ")
}

// show is the expression, quoted.
func (c *compiled) show() string { return "the mapping " + problem.Quote(c.text) }
