// Package admission holds X_admits(document, claims): whether one document lets
// one token in. What is said of each relying party stands in parties.go.
package admission

import (
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/result"
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

// Functions are X_admits(document, claims), one for each relying party.
func Functions() []framework.Function {
	var out []framework.Function
	for _, a := range admissions {
		out = append(out, a.function())
	}
	return out
}

func (a admission) function() framework.Function {
	return framework.Function{
		Name:  a.name,
		Title: a.title,
		Doc: a.doc + "\n\nThe claims are taken as a token's that is rightly signed and not expired: neither signature nor `exp`, `nbf` and `iat` are looked at, nor what the role may do once it is assumed. " +
			"The document may be anybody's, not only what this provider compiles. One that cannot be read is an error with its place; a part of it that is not modelled never counts as a yes.\n\n" +
			"While something in either argument is known only after apply, so is the result." + framework.ResultDocs(result.DecisionFields),
		Parameters: []framework.Parameter{
			{Name: a.parameter, Dynamic: true, Doc: a.about + " An object or a JSON string."},
			{Name: "claims", Dynamic: true, Doc: "The token's claims with `iss`: an object, a JSON string, or what `decode_token(…)` returns. A token itself is refused, since arguments may lie in state."},
		},
		Returns: function.ObjectReturn{AttributeTypes: framework.AttrTypes(result.DecisionFields)},
		Run:     a.run,
	}
}

func (a admission) run(args []value.V) (attr.Value, problem.List) {
	var problems problem.List
	document := a.document(args[0], &problems)
	claims := argument.Claims(args[1], "claims", &problems)
	if len(problems) > 0 {
		return nil, problems
	}
	if document == nil || claims == nil {
		return framework.Object(result.DecisionFields, framework.UnknownObject(result.DecisionFields, nil)), nil
	}
	d := document.Admits(claims)
	return result.Decision(d.Admitted, d.Reason()), nil
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
