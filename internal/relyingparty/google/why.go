package google

// Why a token is kept out, clause by clause.

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
)

// why says which clause of a condition keeps a token out, and what it wanted and
// got. It evaluates the clauses once more, one by one.
func (x *exchange) why(c *compiled) string {
	return explainer{c, &x.vars, map[int64]ref.Val{}}.explain(c.checked.NativeRep().Expr(), true)
}

type explainer struct {
	*compiled
	vars *activation
	seen map[int64]ref.Val // node → its value
}

func (x explainer) value(e ast.Expr) ref.Val {
	if e.Kind() == ast.LiteralKind {
		return e.AsLiteral()
	}
	v, known := x.seen[e.ID()]
	if known {
		return v
	}
	if program := x.part(e); program != nil {
		v, _, _ = program.Eval(x.vars)
	}
	x.seen[e.ID()] = v
	return v
}

// flatten lists the operands of a chain of && or of ||.
func flatten(to []ast.Expr, e ast.Expr, operator string) []ast.Expr {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != operator {
		return append(to, e)
	}
	for _, k := range e.AsCall().Args() {
		to = flatten(to, k, operator)
	}
	return to
}

// explain says why an expression is not want.
func (x explainer) explain(e ast.Expr, want bool) string {
	if e.Kind() == ast.CallKind {
		c := e.AsCall()
		switch c.FunctionName() {
		case operators.LogicalNot:
			return x.explain(c.Args()[0], !want)
		case operators.LogicalAnd, operators.LogicalOr:
			kids := flatten(nil, e, c.FunctionName())
			if (c.FunctionName() == operators.LogicalAnd) == want {
				return x.one(kids, want)
			}
			return x.all(e, kids, want)
		case operators.Conditional:
			switch x.value(c.Args()[0]) {
			case types.True:
				return x.explain(c.Args()[1], want)
			case types.False:
				return x.explain(c.Args()[2], want)
			}
			return x.explain(c.Args()[0], true)
		}
	}
	v := x.value(e)
	if err, ok := v.(*types.Err); ok {
		return x.clause(e) + " is an error: " + cause(err)
	}
	if _, ok := v.(types.Bool); !ok {
		return x.clause(e) + " is an error: it is " + show(native(v)) + ", and not a bool"
	}
	return x.clause(e) + " is " + show(native(v)) + x.compared(e, want)
}

// one explains the clause that is enough: the first that is the other value, or
// else the first that is an error.
func (x explainer) one(kids []ast.Expr, want bool) string {
	for _, k := range kids {
		if x.value(k) == types.Bool(!want) {
			return x.explain(k, want)
		}
	}
	for _, k := range kids {
		if v := x.value(k); v != nil && v != types.Bool(want) {
			return x.explain(k, want)
		}
	}
	return x.clause(kids[0]) + " is not " + strconv.FormatBool(want)
}

// all explains why none of the clauses is as wanted.
func (x explainer) all(e ast.Expr, kids []ast.Expr, want bool) string {
	const most = 3
	var parts []string
	for i, k := range kids {
		if i == most {
			parts = append(parts, fmt.Sprintf("and %d more", len(kids)-most))
			break
		}
		parts = append(parts, x.explain(k, want))
	}
	if !want {
		return x.clause(e) + " is true: " + strings.Join(parts, "; ")
	}
	return "none of " + strconv.Itoa(len(kids)) + " alternatives holds: " + strings.Join(parts, "; ")
}

// clause is an expression as CEL spells it.
func (x explainer) clause(e ast.Expr) string {
	text := (&lowerer{of: x.compiled}).spell(e)
	const most = 200
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return oneLine(text)
}

// compared says what a comparison wanted and what came.
func (x explainer) compared(e ast.Expr, want bool) string {
	if e.Kind() == ast.SelectKind && e.AsSelect().IsTestOnly() {
		if want {
			return ": the token has no claim " + problem.Quote(e.AsSelect().FieldName())
		}
		return ""
	}
	if e.Kind() != ast.CallKind {
		return ""
	}
	c := e.AsCall()
	args := c.Args()
	if c.IsMemberFunction() {
		args = append([]ast.Expr{c.Target()}, args...)
	}
	var out strings.Builder
	values := make([]ref.Val, 0, 2)
	for _, a := range args {
		v := x.value(a)
		values = append(values, v)
		switch a.Kind() {
		case ast.LiteralKind, ast.ListKind:
			continue
		case ast.IdentKind:
			if a.AsIdent() != subjectKey {
				continue
			}
		default:
		}
		if v == nil || types.IsError(v) {
			continue
		}
		if out.Len() == 0 {
			out.WriteString(": ")
		} else {
			out.WriteString(", ")
		}
		out.WriteString(x.clause(a) + " is " + show(native(v)))
	}
	if len(values) == 2 && want {
		a, ok := values[0].(types.String)
		b, also := values[1].(types.String)
		if ok && also {
			switch c.FunctionName() {
			case operators.Equals:
				out.WriteString(": " + differ(string(a), string(b)))
			case "startsWith":
				out.WriteString(": " + differ(string(a)[:min(len(a), len(b))], string(b)))
			}
		}
	}
	return out.String()
}

// differ says where two texts first differ.
func differ(got, want string) string {
	if got == want {
		return "they are equal"
	}
	n := relyingparty.Agree(got, want)
	rest := func(s string) string {
		if s == "" {
			return "ends"
		}
		s, _ = relyingparty.First(24, s)
		return "goes on with " + problem.Quote(s)
	}
	return fmt.Sprintf("behind the first %d bytes it %s, and what was wanted %s", n, rest(got[n:]), rest(want[n:]))
}

// cause is CEL's error, on one line.
func cause(err error) string {
	text := oneLine(err.Error())
	if claim, ok := strings.CutPrefix(text, "no such key: "); ok {
		return "the token has no claim " + problem.Quote(claim) + " (" + text + ")"
	}
	return text
}

// native is a CEL value as Go has it, for showing.
func native(v ref.Val) any {
	if v == nil {
		return nil
	}
	switch v.Type() {
	case types.ListType:
		if n, err := v.ConvertToNative(reflect.TypeFor[[]any]()); err == nil {
			list, _ := n.([]any)
			for i, e := range list {
				if r, ok := e.(ref.Val); ok {
					list[i] = native(r)
				}
			}
			return list
		}
	case types.MapType:
		return map[string]any{}
	}
	return v.Value()
}

// show is a claim's value on one line.
func show(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return problem.Quote(v)
	case types.Null:
		return "null"
	case []any:
		var parts []string
		for i, e := range v {
			if i == 8 {
				parts = append(parts, "…")
				break
			}
			parts = append(parts, show(e))
		}
		return "the list [" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		return "an object"
	case bool, float64, int64, uint64:
		return fmt.Sprint(v)
	}
	return oneLine(fmt.Sprint(v))
}
