package google

import (
	"encoding/json"
	"fmt"
	"maps"
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
	x := exchange{doc: d, claims: claims}
	for _, check := range []func(*exchange) proof.Decision{(*exchange).issuer, (*exchange).audience, (*exchange).input, (*exchange).attributes, (*exchange).condition} {
		switch got := check(&x); got.Admitted {
		case proof.No:
			return got
		case proof.Unknown:
			x.doubt(got.Reason)
		case proof.Yes:
		}
	}
	if len(x.doubts) > 0 {
		return proof.Decision{Admitted: proof.Unknown, Reason: strings.Join(x.doubts, "; ")}
	}
	return proof.Decision{Admitted: proof.Yes, Reason: x.admitted()}
}

// An exchange is one token on its way through a provider.
type exchange struct {
	doc     *Document
	claims  proof.Claims
	doubts  []string
	absent  []string // attributes without a value
	vars    activation
	subject string
}

func (x *exchange) doubt(reason string) {
	if !slices.Contains(x.doubts, reason) {
		x.doubts = append(x.doubts, reason)
	}
}

var fine = proof.Decision{Admitted: proof.Yes}

func no(format string, a ...any) proof.Decision {
	return proof.Decision{Admitted: proof.No, Reason: fmt.Sprintf(format, a...)}
}

func perhaps(reason string) proof.Decision {
	return proof.Decision{Admitted: proof.Unknown, Reason: reason}
}

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
		return perhaps(unsureSlash)
	case !there:
		return no("the token has no claim iss, and issuer_uri is %s", problem.Quote(x.doc.issuer))
	case !ok:
		return no("the claim iss is %s, and issuer_uri is %s", show(got), problem.Quote(x.doc.issuer))
	}
	return no("the claim iss is %s, and issuer_uri is %s: %s", problem.Quote(s), problem.Quote(x.doc.issuer), differ(s, x.doc.issuer))
}

func (x *exchange) audience() proof.Decision {
	if x.doc.audiences == nil {
		return perhaps(unsureAudience)
	}
	allowed := func(a any) bool {
		s, ok := a.(string)
		return ok && slices.Contains(x.doc.audiences, s)
	}
	got, there := x.claims["aud"]
	if list, ok := got.([]any); allowed(got) || ok && slices.ContainsFunc(list, allowed) {
		return fine
	}
	if !there {
		return no("the token has no claim aud, and the provider allows the audience %s", problem.QuoteAll(x.doc.audiences))
	}
	reason := fmt.Sprintf("the audience %s is not allowed; the provider allows %s", show(got), problem.QuoteAll(x.doc.audiences))
	if s, ok := got.(string); ok && len(x.doc.audiences) == 1 {
		reason += ": " + differ(s, x.doc.audiences[0])
	}
	return no("%s", reason)
}

// input makes of the claims what CEL reads.
func (x *exchange) input() proof.Decision {
	read, ok := plain(x.claims)
	if !ok {
		return perhaps("the token has a number beyond what Google is known to read")
	}
	x.vars.assertion, _ = read.(map[string]any)
	return fine
}

// plain is a value with its numbers as CEL has JSON's; ok is false when one is
// out of range. What has no numbers is not copied.
func plain(v any) (out any, ok bool) {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	case []any:
		var copied []any
		for i, e := range v {
			if !changed(e) {
				continue
			}
			p, ok := plain(e)
			if !ok {
				return nil, false
			}
			if copied == nil {
				copied = slices.Clone(v)
			}
			copied[i] = p
		}
		if copied != nil {
			return copied, true
		}
	case map[string]any:
		var copied map[string]any
		for k, e := range v {
			if !changed(e) {
				continue
			}
			p, ok := plain(e)
			if !ok {
				return nil, false
			}
			if copied == nil {
				copied = maps.Clone(v)
			}
			copied[k] = p
		}
		if copied != nil {
			return copied, true
		}
	}
	return v, true
}

// changed reports whether plain has to look at a value.
func changed(v any) bool {
	switch v.(type) {
	case json.Number, []any, map[string]any:
		return true
	}
	return false
}

// attributes evaluates the mappings.
func (x *exchange) attributes() proof.Decision {
	const refused = "Could not obtain a value for google.subject from the given credential"
	mapped := 0
	subject, err := x.eval(x.doc.subject)
	switch s := subject.(type) {
	case *types.Unknown:
		x.doubt(x.doc.subject.doubt(subjectKey))
		x.vars.subject = subject
	case types.String:
		if s == "" {
			return no("%s: %s is the empty text", refused, x.doc.subject.show())
		}
		if n := len(s); n > maxSubject {
			return no("The size of mapped attribute google.subject exceeds the %d bytes limit: %s has %d", maxSubject, problem.Quote(string(s)), n)
		} else if n == maxSubject {
			x.doubt(unsureLength)
		}
		x.subject, x.vars.subject = string(s), subject
		mapped += len(s)
	default:
		if err != nil {
			return no("%s: %s is an error: %s", refused, x.doc.subject.show(), cause(err))
		}
		return no("%s: %s is %s, and not a string", refused, x.doc.subject.show(), show(native(subject)))
	}
	x.vars.attributes = make(map[string]any, len(x.doc.custom))
	for _, a := range x.doc.custom {
		v, err := x.eval(a.compiled)
		switch s := v.(type) {
		case *types.Unknown:
			if !a.checked.OutputType().IsExactType(cel.StringType) {
				x.doubt(a.doubt(attributePrefix + a.name))
			}
			x.vars.attributes[a.name] = v
		case types.String:
			x.vars.attributes[a.name] = v
			mapped += len(s)
		default:
			if err == nil {
				return no("The mapped attribute 'attribute.%s' must be of type STRING: %s is %s", a.name, a.show(), show(native(v)))
			}
			x.absent = append(x.absent, attributePrefix+a.name)
		}
	}
	if x.doc.groups != nil {
		x.groups()
	}
	if mapped > maxMapped {
		return no("the mapped attributes have %d bytes, and Google takes at most %d", mapped, maxMapped)
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
		x.doubt(x.doc.groups.doubt(groupsKey))
		return
	}
	list, ok := v.(traits.Lister)
	if !ok {
		x.doubt(unsureGroups)
		return
	}
	for i := list.Iterator(); i.HasNext() == types.True; {
		if _, ok := i.Next().(types.String); !ok {
			x.doubt(unsureGroups)
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
		return perhaps(c.doubt("the attribute condition"))
	}
	return no("The given credential is rejected by the attribute condition: %s", x.why(c))
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

// An activation is what the expressions' names stand for.
type activation struct {
	assertion  map[string]any
	subject    any
	groups     any // nil: no value
	attributes map[string]any
}

// ResolveName implements cel.Activation.
func (a *activation) ResolveName(name string) (any, bool) {
	switch name {
	case "assertion":
		return a.assertion, true
	case "attribute":
		return a.attributes, true
	case subjectKey:
		return a.subject, a.subject != nil
	case groupsKey:
		return a.groups, a.groups != nil
	}
	return nil, false
}

// Parent implements cel.Activation.
func (a *activation) Parent() cel.Activation { return nil }
