package google

// Which claims the expressions name.

import (
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// named are the claims that the provider's expressions name, not nil; nil when
// one of them takes the token as a whole.
func (d *Document) named() []string {
	out := []string{}
	all := []*compiled{d.subject, d.groups, d.condition}
	for _, a := range d.custom {
		all = append(all, a.compiled)
	}
	for _, c := range all {
		switch {
		case c == nil:
		case c.whole:
			return nil
		default:
			out = append(out, c.claims...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// claimsOf finds the claims that an expression names, and whether assertion
// stands in it in another way than before a claim's name.
func claimsOf(a *ast.AST) (names []string, whole bool) {
	isToken := func(e ast.Expr) bool {
		return e.Kind() == ast.IdentKind && (e.AsIdent() == "assertion" || e.AsIdent() == ".assertion")
	}
	all, named := 0, 0
	add := func(name string, ok bool) {
		if ok {
			named++
			names = append(names, name)
		}
	}
	ast.PreOrderVisit(a.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.IdentKind:
			if isToken(e) {
				all++
			}
		case ast.SelectKind:
			if s := e.AsSelect(); isToken(s.Operand()) {
				add(s.FieldName(), true)
			}
		case ast.CallKind:
			c := e.AsCall()
			switch args := c.Args(); {
			case c.FunctionName() == operators.Index && isToken(args[0]):
				add(literal(args[1]))
			case c.FunctionName() == operators.In && isToken(args[1]):
				add(literal(args[0]))
			}
		default:
		}
	}))
	return names, named < all
}
