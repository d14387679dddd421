package provider

import (
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/token"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// An admission is X_admits(document, claims) of one relying party.
type admission struct {
	name      string
	title     string
	doc       string
	parameter string // the document's name, for the argument and in messages
	about     string // what it may hold, for the docs
	parse     func(text string) (proof.Document, error)
}

// parser makes one type of all relying parties' Parse functions.
func parser[D proof.Document](parse func(string) (D, error)) func(string) (proof.Document, error) {
	return func(text string) (proof.Document, error) {
		d, err := parse(text)
		if err != nil {
			return nil, err
		}
		return d, nil
	}
}

// admissionFields are the results of every X_admits(…).
var admissionFields = []field{
	{"admitted", types.BoolType, "Whether a token with these claims gets in. Null when it hangs on what the claims do not hold, such as the caller's address, or on a part that is not modelled; `reason` then says on what."},
	{"reason", types.StringType, "Why: the statement or clause that decides, the claim, what is wanted and what came."},
}

func (a admission) calculation() calculation {
	return calculation{
		name:  a.name,
		title: a.title,
		doc: a.doc + "\n\nThe claims are taken as a token's that is rightly signed and not expired: neither signature nor `exp`, `nbf` and `iat` are looked at, nor what the role may do once it is assumed. " +
			"The document may be anybody's, not only what this provider compiles. One that cannot be read is an error with its place; a part of it that is not modelled never counts as a yes.\n\n" +
			"While something in either argument is known only after apply, so is the result." + resultDocs(admissionFields),
		parameters: []parameter{
			{name: a.parameter, dynamic: true, doc: a.about + " An object or a JSON string."},
			{name: "claims", dynamic: true, doc: "The token's claims with `iss`: an object, a JSON string, or what `decode_token(…)` returns. A token itself is refused, since arguments may lie in state."},
		},
		returns: function.ObjectReturn{AttributeTypes: attrTypes(admissionFields)},
		run:     a.run,
	}
}

func (a admission) run(args []value.V) (attr.Value, problem.List) {
	var problems problem.List
	document := a.document(args[0], &problems)
	claims := readClaims(args[1], "claims", &problems)
	if len(problems) > 0 {
		return nil, problems
	}
	if document == nil || claims == nil {
		return objectOf(admissionFields, unknown(admissionFields, nil)), nil
	}
	d := document.Admits(claims)
	admitted := types.BoolValue(d.Admitted == proof.Yes)
	if d.Admitted == proof.Unknown {
		admitted = types.BoolNull()
	}
	return objectOf(admissionFields, map[string]attr.Value{"admitted": admitted, "reason": types.StringValue(d.Reason())}), nil
}

// document reads the document, an object or JSON; nil while it is unknown, or
// with problems.
func (a admission) document(v value.V, problems *problem.List) proof.Document {
	text, ok := value.JSONOf(v, a.parameter, problems)
	if !ok {
		return nil
	}
	if token.Looks(text) {
		problems.Add(problem.Malformed, a.parameter, "is a token where the "+a.parameter+" is wanted", "Give the "+a.parameter+" first, then the claims")
		return nil
	}
	d, err := a.parse(text)
	if err == nil {
		return d
	}
	all := []error{err}
	var several interface{ Unwrap() []error }
	if errors.As(err, &several) {
		all = several.Unwrap()
	}
	for _, e := range all {
		problems.Add(problem.Malformed, a.parameter, strings.TrimSuffix(e.Error(), "."), "")
	}
	return nil
}

// readClaims reads a token's claims, an object or JSON or the result of
// decode_token(…); nil while they are unknown, or with problems.
func readClaims(v value.V, at string, problems *problem.List) proof.Claims {
	if decoded(v) {
		v = v.Attrs["claims_json"]
	}
	text, ok := value.JSONOf(v, at, problems)
	if !ok {
		return nil
	}
	if token.Looks(text) {
		problems.Add(problem.Malformed, at, "is a token; it would lie in state, where whoever reads it can use it", "Pass decode_token(...) of it, or its claims")
		return nil
	}
	x, err := value.JSON(text)
	if err != nil {
		problems.Add(problem.Malformed, at, token.Discreet(err).Error(), "")
		return nil
	}
	claims, ok := x.(map[string]any)
	if !ok {
		problems.Add(problem.WrongType, at, "the JSON is no object", "Give the payload of a token")
		return nil
	}
	if iss, ok := claims["iss"].(string); !ok || iss == "" {
		problems.Add(problem.Missing, at+".iss", "the claims have no issuer, and who is trusted hangs on it", "Add iss as the token has it")
		return nil
	}
	return claims
}

// decoded reports whether v is what decode_token(…) returns.
func decoded(v value.V) bool {
	for _, f := range tokenFields {
		if _, ok := v.Attrs[f.name]; !ok {
			return false
		}
	}
	return len(v.Attrs) == len(tokenFields)
}
