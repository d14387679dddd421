package google

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"

	"github.com/cioidc/terraform-provider-cioidc/internal/finding"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
)

// asking are the issuers for which Google wants a condition that names a claim
// (Google Cloud docs, deployment pipelines; of app.eu.terraform.io nobody knows).
var asking = []string{"https://token.actions.githubusercontent.com", "https://gitlab.com", "https://app.terraform.io"}

// atCreation finds what Google refuses when the provider is made, and what it
// takes though it restricts nothing.
func (d *Document) atCreation(issuer relyingparty.Issuer, t told) []finding.Finding {
	bare := strings.TrimRight(d.issuer, "/")
	f := finding.Finding{Code: "CT018", At: conditionAt}
	switch {
	case bare == "https://app.eu.terraform.io" && d.condition == nil:
		f.Milder = true
		f.Detail = "there is no condition, and Google refuses that for issuers of many tenants; whether this one is among them is not documented"
		return []finding.Finding{f}
	case !slices.Contains(asking, bare):
		return nil
	case d.condition == nil:
		f.Detail = "there is no condition, and for " + bare + " Google answers: The attribute condition must reference one of the provider's claims"
	case len(d.condition.claims) == 0 && !d.condition.whole && !d.namesMapped():
		f.Detail = "the condition " + problem.Quote(d.condition.text) + " names no claim, and for " + bare + " Google answers: The attribute condition must reference one of the provider's claims"
	case t.truth == always || !slices.ContainsFunc(t.claims(), issuer.Tells):
		f.Code = "CT019"
		f.Detail = "the condition names a claim, which is all that Google looks for, and does not say whose job it is"
	default:
		return nil
	}
	return []finding.Finding{f}
}

// namesMapped reports whether the condition is about mapped attributes.
func (d *Document) namesMapped() bool {
	found := false
	ast.PreOrderVisit(d.condition.checked.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		found = found || e.Kind() == ast.IdentKind && slices.Contains([]string{"attribute", subjectKey, groupsKey}, strings.TrimPrefix(e.AsIdent(), "."))
	}))
	return found
}
