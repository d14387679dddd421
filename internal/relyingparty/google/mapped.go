package google

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
)

// mappingFindings are about what tokens become.
func (d *Document) mappingFindings(issuer relyingparty.Issuer) []lint.Finding {
	var out []lint.Finding
	fixed := 0
	for _, a := range append([]attribute{{subjectKey, d.subject}, {groupsKey, d.groups}}, d.custom...) {
		if a.compiled == nil {
			continue
		}
		key := a.name
		if key != subjectKey && key != groupsKey {
			key = attributePrefix + key
		}
		r := &reading{doc: d, issuer: issuer, at: mappingAt(key)}
		e := a.checked.NativeRep().Expr()
		r.missing(a.compiled)
		r.escapes(a.compiled)
		if e.Kind() == ast.CallKind && e.AsCall().FunctionName() == operators.Conditional {
			r.condition(e.AsCall().Args()[0], false, nil)
		}
		switch key {
		case subjectKey:
			r.subject(e)
		case groupsKey:
		default:
			r.attribute(e)
		}
		if text, typ, ok := constantOf(e); ok && typ == "" {
			fixed += len(text)
		}
		out = append(out, r.out...)
		out = append(out, issuer.Texts(r.asks)...)
	}
	if fixed > maxMapped {
		out = append(out, lint.Finding{Code: "CT024", At: "attribute_mapping", Detail: fmt.Sprintf("the fixed texts alone have %d bytes, and all mapped attributes of a token may have %d", fixed, maxMapped)})
	}
	return out
}

// subject judges google.subject: every token needs one, and different jobs
// should have different ones.
func (r *reading) subject(e ast.Expr) {
	claims := r.claimsIn(e)
	if name, ok := claimOf(e); ok {
		if r.issuer.MayLack(name) {
			pinned, asks := r.doc.pinned(r.issuer)
			if without := r.issuer.Without(name, pinned, asks); without != "" {
				r.add("CT049", false, "a token may lack "+problem.Quote(name)+" ("+without+"), and Google refuses a token without google.subject")
			}
		}
	}
	switch {
	case len(claims) == 0:
		r.add("CT044", false, "google.subject is the same for every token")
	case !slices.ContainsFunc(claims, r.issuer.Tells):
		r.add("CT044", false, "google.subject comes from "+strings.Join(claims, ", ")+" alone, which jobs of different owners share")
	case cuts(e):
		r.add("CT044", true, "google.subject is a part of a claim; jobs that differ in the rest are one principal")
	}
}

// cuts reports whether an expression takes a part of a text.
func cuts(e ast.Expr) bool {
	found := false
	ast.PreOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.CallKind {
			name := e.AsCall().FunctionName()
			found = found || name == "split" || name == "extract" || name == "substring"
		}
	}))
	return found
}

// attribute judges a custom attribute, which must be a text.
func (r *reading) attribute(e ast.Expr) {
	name, ok := claimOf(e)
	if !ok {
		return
	}
	switch typ := r.issuer.Type(name); {
	case typ != "" && typ != "string":
		r.add("CT046", false, "the claim "+problem.Quote(name)+" is a "+typ+", and Google refuses a token whose custom attribute is no string")
	case name == "exp" || name == "iat" || name == "nbf":
		r.add("CT046", false, "the claim "+problem.Quote(name)+" is a number, and Google refuses a token whose custom attribute is no string")
	}
}
