package google

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

// This file is rule CT018 in Google's terms.

var _ = lint.Also("CT018", lint.On(refused))

func refused(r *review) []lint.Finding {
	f := lint.Finding{At: conditionAt}
	switch strict := r.strict(); {
	case strict == nil, !strict.Documented && r.condition != nil:
		return nil
	case !strict.Documented:
		f.Milder = true
		f.Detail = "there is no condition, and Google refuses that for issuers of many tenants; whether this one is among them is not documented"
	case r.condition == nil:
		f.Detail = "there is no condition, and for " + strict.Issuer + " Google answers: The attribute condition must reference one of the provider's claims"
	case !r.namesClaim():
		f.Detail = "the condition " + problem.Quote(r.condition.text) + " names no claim, and for " + strict.Issuer + " Google answers: The attribute condition must reference one of the provider's claims"
	default:
		return nil
	}
	return []lint.Finding{f}
}

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

// strict is what is known of the provider's issuer; nil: Google wants no condition for it.
func (d *Document) strict() *strictIssuer {
	i := slices.IndexFunc(strictIssuers(), func(i strictIssuer) bool { return i.Issuer == strings.TrimRight(d.issuer, "/") })
	if i < 0 {
		return nil
	}
	return &strictIssuers()[i]
}

// namesClaim reports whether the condition is about claims or mapped attributes.
func (d *Document) namesClaim() bool {
	named := len(d.condition.claims) > 0 || d.condition.whole
	ast.PreOrderVisit(d.condition.checked.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		named = named || e.Kind() == ast.IdentKind && slices.Contains([]string{"attribute", subjectKey, groupsKey}, strings.TrimPrefix(e.AsIdent(), "."))
	}))
	return named
}
