package google

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT044 in Google's terms.

var (
	_ = lint.Also("CT044", lint.On(sharedSubjects))
	_ = lint.Also("CT044", lint.On(sharedAcross))
)

// sharedSubjects: different jobs should have different subjects.
func sharedSubjects(r *review) []lint.Finding {
	s := r.subject
	claims := s.claimsIn(s.root)
	switch {
	case len(claims) == 0:
		return []lint.Finding{s.found(false, "google.subject is the same for every token")}
	case !slices.ContainsFunc(claims, r.issuer.IdentifiesTenant):
		return []lint.Finding{s.found(false, "google.subject comes from "+strings.Join(claims, ", ")+" alone, which jobs of different owners share")}
	case cuts(s.root):
		return []lint.Finding{s.found(true, "google.subject is a part of a claim; jobs that differ in the rest are one principal")}
	}
	return nil
}

// sharedAcross finds other providers whose tokens may get the same subjects.
func sharedAcross(all neighbours) []lint.Finding {
	var out []lint.Finding
	for _, n := range all {
		if !n.same && n.subject != "" {
			out = append(out, lint.Finding{At: n.at, Milder: true, Detail: "its google.subject is " + problem.Quote(n.subject) + " of " + problem.Quote(n.issuer) + "; a text that both providers map is one principal of the pool"})
		}
	}
	return out
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
