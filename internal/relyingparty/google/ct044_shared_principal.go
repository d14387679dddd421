package google

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT044 in Google's terms.

var _ = lint.Also("CT044", lint.On(sharedSubjects))

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
