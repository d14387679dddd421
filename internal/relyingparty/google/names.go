package google

// Names of claims and attributes in expressions.

import (
	"fmt"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// attributeOf is the custom attribute that an expression selects, by dot, by
// index or by has().
func attributeOf(e ast.Expr) (string, bool) {
	isMap := func(o ast.Expr) bool {
		return o.Kind() == ast.IdentKind && (o.AsIdent() == "attribute" || o.AsIdent() == ".attribute")
	}
	switch e.Kind() {
	case ast.SelectKind:
		if s := e.AsSelect(); isMap(s.Operand()) {
			return s.FieldName(), true
		}
	case ast.CallKind:
		if c := e.AsCall(); c.FunctionName() == operators.Index && len(c.Args()) == 2 && isMap(c.Args()[0]) {
			return literal(c.Args()[1])
		}
	default:
	}
	return "", false
}

// literal is the text of a string literal.
func literal(e ast.Expr) (string, bool) {
	if e.Kind() != ast.LiteralKind {
		return "", false
	}
	s, ok := e.AsLiteral().Value().(string)
	return s, ok
}

// unmapped finds the first attribute that a condition uses and nothing maps.
// An iteration variable may have its name; then it is another thing.
func (d *Document) unmapped(c *compiled) (where, key string) {
	var at int64
	found := func(id int64, name string) {
		if key == "" || id < at {
			at, key = id, name
		}
	}
	own := map[string]bool{}
	tree := c.checked.NativeRep()
	ast.PreOrderVisit(tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.ComprehensionKind {
			own[e.AsComprehension().IterVar()] = true
		}
	}))
	ast.PreOrderVisit(tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if name, ok := attributeOf(e); ok && !own["attribute"] {
			if _, mapped := d.mapped(name); !mapped {
				found(e.ID(), attributePrefix+name)
			}
		}
		if e.Kind() == ast.IdentKind && e.AsIdent() == groupsKey && d.groups == nil {
			found(e.ID(), groupsKey)
		}
	}))
	if key != "" {
		if l := tree.SourceInfo().GetStartLocation(at); l.Line() > 0 {
			where = fmt.Sprintf("line %d, column %d: ", l.Line(), l.Column()+1)
		}
	}
	return where, key
}
