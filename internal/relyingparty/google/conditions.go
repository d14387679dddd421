package google

// What a condition demands, read without a token.

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// condition is what an expression, or its negation, tells. guarded are the
// claims that has() was asked of where it counts.
func (r *reading) condition(e ast.Expr, not bool, guarded map[string]bool) told {
	// A choice's question is walked twice, and choices nest.
	const most = 4_000
	if r.steps++; r.steps > most {
		return r.whatever(e)
	}
	switch e.Kind() {
	case ast.LiteralKind:
		if b, ok := e.AsLiteral().Value().(bool); ok {
			if b != not {
				return told{truth: always, why: "it is " + fmt.Sprint(b) + " whatever the token"}
			}
			return told{truth: never}
		}
	case ast.CallKind:
		c := e.AsCall()
		args := c.Args()
		switch c.FunctionName() {
		case operators.LogicalNot:
			return r.condition(args[0], !not, guarded)
		case operators.LogicalAnd, operators.LogicalOr:
			return r.several(e, c.FunctionName(), not, guarded)
		case operators.Conditional:
			// Where the question is an error, so is the whole.
			r.unguarded(args[0], guarded)
			yes, no := with(guarded, r.guards(args[0], operators.LogicalAnd)), with(guarded, r.guards(args[0], operators.LogicalOr))
			return either(both(r.condition(args[0], false, guarded), r.condition(args[1], not, yes)), both(r.condition(args[0], true, guarded), r.condition(args[2], not, no)))
		}
		return r.atom(e, not, guarded)
	case ast.SelectKind:
		if e.AsSelect().IsTestOnly() {
			return r.presence(e, not)
		}
	default:
	}
	return r.whatever(e)
}

// whatever is an expression that is not looked into: it asks for its claims.
func (r *reading) whatever(e ast.Expr) told {
	out := told{pins: map[string]bool{}}
	for _, c := range r.claimsIn(e) {
		out.pins[c] = false
	}
	return out
}

// several is a chain of && or ||.
func (r *reading) several(e ast.Expr, operator string, not bool, guarded map[string]bool) told {
	parts := chain(e, operator, nil)
	inside := with(guarded, r.guards(e, operator))
	join := both
	if (operator == operators.LogicalOr) != not {
		join = either
	}
	var out told
	asked := len(r.asks)
	var lone []lint.Comparison // of parts that ask one thing each
	vacuous := -1
	for i, p := range parts {
		before := len(r.asks)
		t := r.condition(p, not, inside)
		if len(r.asks) > before && isAtom(p) {
			lone = append(lone, r.asks[before:]...)
		}
		if t.truth == always && vacuous < 0 {
			vacuous = i
			if !not && (operator == operators.LogicalOr || isEmptyAsk(r, p)) {
				r.vacuous = append(r.vacuous, vacuousPart{operator == operators.LogicalOr, t.why})
			}
		}
		if i == 0 {
			out = t
		} else {
			out = join(out, t)
		}
	}
	if operator == operators.LogicalOr && !not && len(r.asks) > asked {
		r.alternatives = append(r.alternatives, lone)
	}
	return out
}

// isAtom reports whether an alternative is one comparison.
func isAtom(e ast.Expr) bool {
	if e.Kind() != ast.CallKind {
		return false
	}
	switch e.AsCall().FunctionName() {
	case operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot, operators.Conditional:
		return false
	}
	return true
}

// isEmptyAsk reports whether a part looks like a question about a claim's text
// and is none; comparing iss, which Google wants of some, is honest.
func isEmptyAsk(r *reading, e ast.Expr) bool {
	if !isAtom(e) {
		return e.Kind() == ast.LiteralKind
	}
	switch e.AsCall().FunctionName() {
	case "matches", "startsWith", "endsWith", "contains":
		return true
	case operators.Equals:
		a := e.AsCall().Args()
		return r.spell(a[0]) == r.spell(a[1])
	}
	return false
}

// chain flattens a chain of one operator.
func chain(e ast.Expr, operator string, into []ast.Expr) []ast.Expr {
	if e.Kind() == ast.CallKind && e.AsCall().FunctionName() == operator {
		for _, a := range e.AsCall().Args() {
			into = chain(a, operator, into)
		}
		return into
	}
	return append(into, e)
}

// guards are the claims that are there wherever the other parts of the chain
// count: has(x) && …, !has(x) || ….
func (r *reading) guards(e ast.Expr, operator string) []string {
	var out []string
	for _, p := range chain(e, operator, nil) {
		if operator == operators.LogicalOr {
			if p.Kind() != ast.CallKind || p.AsCall().FunctionName() != operators.LogicalNot {
				continue
			}
			p = p.AsCall().Args()[0]
		}
		out = append(out, r.tested(p)...)
	}
	return out
}

// tested are the claims whose presence an expression is about.
func (r *reading) tested(e ast.Expr) []string {
	switch e.Kind() {
	case ast.SelectKind:
		s := e.AsSelect()
		if !s.IsTestOnly() || s.Operand().Kind() != ast.IdentKind {
			return nil
		}
		switch strings.TrimPrefix(s.Operand().AsIdent(), ".") {
		case "assertion":
			return []string{s.FieldName()}
		case "attribute":
			if c, ok := r.doc.mapped(s.FieldName()); ok {
				return append([]string{attributePrefix + s.FieldName()}, c.claims...)
			}
		}
	case ast.CallKind:
		c := e.AsCall()
		if c.FunctionName() == operators.In && c.Args()[1].Kind() == ast.IdentKind && strings.TrimPrefix(c.Args()[1].AsIdent(), ".") == "assertion" {
			if name, ok := literal(c.Args()[0]); ok {
				return []string{name}
			}
		}
	default:
	}
	return nil
}

func with(guarded map[string]bool, more []string) map[string]bool {
	if len(more) == 0 {
		return guarded
	}
	out := maps.Clone(guarded)
	if out == nil {
		out = map[string]bool{}
	}
	for _, c := range more {
		out[c] = true
	}
	return out
}

// presence is has(): it asks for no text.
func (r *reading) presence(e ast.Expr, not bool) told {
	names := r.tested(e)
	if len(names) == 1 && slices.Contains([]string{"iss", "sub", "aud", "exp", "iat"}, names[0]) {
		if not {
			return told{truth: never}
		}
		return told{truth: always, why: "every token has " + names[0]}
	}
	return told{pins: map[string]bool{}}
}

// unguarded finds claims that may be missing where their absence is an error that
// decides.
func (r *reading) unguarded(e ast.Expr, guarded map[string]bool) {
	inside := guarded
	for _, op := range []string{operators.LogicalAnd, operators.LogicalOr} {
		inside = with(inside, r.guards(e, op))
	}
	if len(r.tested(e)) > 0 {
		return
	}
	for _, c := range r.claimsIn(e) {
		if r.issuer.IsOptional(c) && !inside[c] {
			r.bare = append(r.bare, c)
		}
	}
}
