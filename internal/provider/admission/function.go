// Package admission holds X_admits(document, claims): whether one document lets
// one token in. What is said of each relying party stands beside it.
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
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/token"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// An admission is X_admits(document, claims) of one relying party.
type admission struct{ relyingparty.Party }

// Functions are X_admits(document, claims), one for each relying party.
func Functions() []framework.Function {
	var out []framework.Function
	for _, p := range parties.All {
		out = append(out, admission{p}.function())
	}
	return out
}

func (a admission) function() framework.Function {
	return framework.Function{
		Name:  a.Name + "_admits",
		Title: a.Admission.Title,
		Doc: a.Admission.Doc + "\n\nThe claims are taken as a token's that is rightly signed and not expired: neither signature nor `exp`, `nbf` and `iat` are looked at, nor what the role may do once it is assumed. " +
			"The document may be anybody's, not only what this provider compiles. One that cannot be read is an error with its place; a part of it that is not modelled never counts as a yes.\n\n" +
			"While something in either argument is known only after apply, so is the result." + framework.ResultDocs(result.DecisionFields),
		Parameters: []framework.Parameter{
			{Name: a.Admission.Parameter, Dynamic: true, Doc: a.Admission.About + " An object or a JSON string."},
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
	name := a.Admission.Parameter
	if v.Kind == value.String && token.Looks(v.Text) {
		problems.Add(problem.Malformed, name, "is a token where the "+name+" is wanted", "Give the "+name+" first, then the claims")
		return nil
	}
	text, decoded, ok := value.Decoded(v, name, problems)
	if !ok {
		return nil
	}
	d, err := a.Read(text, decoded)
	if err == nil {
		return d
	}
	all := []error{err}
	var several interface{ Unwrap() []error }
	if errors.As(err, &several) {
		all = several.Unwrap()
	}
	for _, e := range all {
		problems.Add(problem.Malformed, name, strings.TrimSuffix(e.Error(), "."), "")
	}
	return nil
}
