package google

// What Google refuses when a provider is made.

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/common/ast"
	"go.yaml.in/yaml/v3"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

//go:embed issuers.yaml
var issuersYAML []byte

// A strictIssuer is one for which Google wants a condition that names a claim.
type strictIssuer struct {
	Issuer string `yaml:"issuer"`
	// Documented: that it is one of them.
	Documented bool `yaml:"documented"`
}

var strictIssuers = sync.OnceValue(func() []strictIssuer {
	var out []strictIssuer
	d := yaml.NewDecoder(bytes.NewReader(issuersYAML))
	d.KnownFields(true)
	if err := d.Decode(&out); err != nil {
		panic(err) // the shipped data is tested
	}
	return out
})

// atCreation finds what Google refuses when the provider is made, and what it
// takes though it restricts nothing.
func (d *Document) atCreation(issuer lint.Issuer, t told) []lint.Finding {
	bare := strings.TrimRight(d.issuer, "/")
	strict := slices.IndexFunc(strictIssuers(), func(i strictIssuer) bool { return i.Issuer == bare })
	if strict < 0 {
		return nil
	}
	documented := strictIssuers()[strict].Documented
	f := lint.Finding{Code: "CT018", At: conditionAt}
	switch {
	case !documented && d.condition == nil:
		f.Milder = true
		f.Detail = "there is no condition, and Google refuses that for issuers of many tenants; whether this one is among them is not documented"
		return []lint.Finding{f}
	case !documented:
		return nil
	case d.condition == nil:
		f.Detail = "there is no condition, and for " + bare + " Google answers: The attribute condition must reference one of the provider's claims"
	case len(d.condition.claims) == 0 && !d.condition.whole && !d.namesMapped():
		f.Detail = "the condition " + problem.Quote(d.condition.text) + " names no claim, and for " + bare + " Google answers: The attribute condition must reference one of the provider's claims"
	case t.truth == always || !slices.ContainsFunc(t.claims(), issuer.IdentifiesTenant):
		f.Code = "CT019"
		f.Detail = "the condition names a claim, which is all that Google looks for, and does not say whose job it is"
	default:
		return nil
	}
	return []lint.Finding{f}
}

// namesMapped reports whether the condition is about mapped attributes.
func (d *Document) namesMapped() bool {
	found := false
	ast.PreOrderVisit(d.condition.checked.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		found = found || e.Kind() == ast.IdentKind && slices.Contains([]string{"attribute", subjectKey, groupsKey}, strings.TrimPrefix(e.AsIdent(), "."))
	}))
	return found
}
