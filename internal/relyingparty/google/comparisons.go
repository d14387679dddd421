package google

// Single comparisons, as rules that read text see them.

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/parser"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// An operand is what stands on one side of a comparison: a claim as it is, or
// something made of claims.
type operand struct {
	claim  string
	claims []string
}

// operand resolves attributes to what they are mapped from.
func (r *reading) operand(e ast.Expr) operand {
	if name, ok := claimOf(e); ok {
		return operand{name, []string{name}}
	}
	if c := r.mappingOf(e); c != nil {
		e = c.checked.NativeRep().Expr()
		if name, ok := claimOf(e); ok {
			return operand{name, []string{name}}
		}
	}
	return operand{"", r.claimsIn(e)}
}

// mappingOf is the mapping of a mapped attribute; nil for anything else.
func (r *reading) mappingOf(e ast.Expr) *compiled {
	if name, ok := attributeOf(e); ok {
		c, _ := r.doc.mapped(name)
		return c
	}
	if e.Kind() == ast.IdentKind {
		switch strings.TrimPrefix(e.AsIdent(), ".") {
		case subjectKey:
			return r.doc.subject
		case groupsKey:
			return r.doc.groups
		}
	}
	return nil
}

// claimOf is the claim that an expression is, without anything done to it.
func claimOf(e ast.Expr) (string, bool) {
	isToken := func(o ast.Expr) bool {
		return o.Kind() == ast.IdentKind && strings.TrimPrefix(o.AsIdent(), ".") == "assertion"
	}
	switch e.Kind() {
	case ast.SelectKind:
		if s := e.AsSelect(); !s.IsTestOnly() && isToken(s.Operand()) {
			return s.FieldName(), true
		}
	case ast.CallKind:
		if c := e.AsCall(); c.FunctionName() == operators.Index && len(c.Args()) == 2 && isToken(c.Args()[0]) {
			return literal(c.Args()[1])
		}
	default:
	}
	return "", false
}

// claimsIn lists the claims in an expression, those of its attributes too.
func (r *reading) claimsIn(e ast.Expr) []string {
	var out []string
	ast.PreOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if name, ok := claimOf(e); ok {
			out = append(out, name)
		} else if c := r.mappingOf(e); c != nil {
			out = append(out, c.claims...)
		}
	}))
	slices.Sort(out)
	return slices.Compact(out)
}

// spell is an expression as CEL spells it, to compare two and to show one.
func (r *reading) spell(e ast.Expr) string {
	text, err := parser.Unparse(e, ast.NewSourceInfo(nil))
	if err != nil {
		return ""
	}
	return text
}

// constantOf is a literal's text and type: "", bool or number.
func constantOf(e ast.Expr) (text, typ string, ok bool) {
	if e.Kind() != ast.LiteralKind {
		return "", "", false
	}
	switch v := e.AsLiteral().Value().(type) {
	case string:
		return v, "", true
	case bool:
		return fmt.Sprint(v), "bool", true
	case int64, uint64, float64:
		return fmt.Sprint(v), "number", true
	}
	return "", "", false
}

// atom is one comparison.
func (r *reading) atom(e ast.Expr, not bool, guarded map[string]bool) told {
	c := e.AsCall()
	args := c.Args()
	if c.IsMemberFunction() {
		args = append([]ast.Expr{c.Target()}, args...)
	}
	name := c.FunctionName()
	if name == operators.NotEquals {
		name, not = operators.Equals, !not
	}
	if len(r.tested(e)) > 0 {
		return r.presence(e, not)
	}
	if not {
		r.unguarded(e, guarded)
	}
	if len(args) == 2 {
		switch name {
		case operators.Equals:
			return r.equals(e, args[0], args[1], not)
		case operators.In:
			return r.among(e, args[0], args[1], not)
		case "startsWith", "endsWith", "contains", "matches":
			return r.looksFor(e, name, args[0], args[1], not)
		case operators.Greater, operators.GreaterEquals:
			if r.longEnough(name, args[0], args[1]) && !not {
				return told{truth: always, why: "a text that every token has is never empty"}
			}
		}
	}
	return r.whatever(e)
}

// longEnough is size(assertion.sub) > 0.
func (r *reading) longEnough(name string, a, b ast.Expr) bool {
	n, typ, ok := constantOf(b)
	if !ok || typ != "number" || a.Kind() != ast.CallKind || a.AsCall().FunctionName() != "size" {
		return false
	}
	of := a.AsCall().Target()
	if !a.AsCall().IsMemberFunction() {
		of = a.AsCall().Args()[0]
	}
	claim := r.operand(of).claim
	return (claim == "sub" || claim == "iss") && (n == "0" || n == "1" && name == operators.GreaterEquals)
}

// ask notes what a claim is compared with.
func (r *reading) ask(e ast.Expr, a lint.Comparison) {
	a.At = r.at
	if !r.first(e) && slices.Contains(r.asks, a) {
		return
	}
	r.asks = append(r.asks, a)
}

// refusing is a negated comparison.
func refusing(what string) told { return told{pins: map[string]bool{}, negative: what} }

// equals is a == b, or its negation.
func (r *reading) equals(e, a, b ast.Expr, not bool) told {
	text, typ, ok := constantOf(b)
	if !ok {
		if text, typ, ok = constantOf(a); ok {
			a, b = b, a
		}
	}
	if !ok {
		if spelled := r.spell(a); spelled != "" && spelled == r.spell(b) {
			if not {
				return told{truth: never}
			}
			return told{truth: always, why: "it compares " + problem.Quote(spelled) + " with itself"}
		}
		return r.whatever(e)
	}
	if other, otherType, ok := constantOf(a); ok {
		if (other == text && typ == otherType) != not {
			return told{truth: always, why: "it compares constants"}
		}
		return told{truth: never}
	}
	of := r.operand(a)
	if of.claim == "" {
		if not {
			return refusing(r.spell(e))
		}
		return r.whatever(e)
	}
	if t, ok := r.trivially(of.claim, text, typ, not); ok {
		return t
	}
	r.uses = append(r.uses, use{of.claim, "==", not})
	if text != "" || !not { // not being empty is how people ask for a claim
		r.ask(e, lint.Comparison{Claim: of.claim, Text: text, Type: typ, Operator: lint.Equal, Not: not})
	}
	if not {
		return refusing(of.claim + " is not " + problem.Quote(text))
	}
	return told{pins: map[string]bool{of.claim: false}}
}

// trivially is a comparison that the issuer decides already.
func (r *reading) trivially(claim, text, typ string, not bool) (told, bool) {
	answer := func(holds bool, why string) (told, bool) {
		if holds != not {
			return told{truth: always, why: why}, true
		}
		return told{truth: never}, true
	}
	switch {
	case typ != "":
	case claim == "iss":
		return answer(text == r.doc.issuer, "every token that gets this far has the provider's issuer")
	case claim == "aud" && r.doc.audiences != nil && len(r.doc.audiences) == 1 && text == r.doc.audiences[0]:
		return answer(true, "every token that gets this far has the provider's audience")
	case text == "" && r.issuer.Filled(claim):
		return answer(false, problem.Quote(claim)+" is there in every token, and not empty")
	}
	return told{}, false
}

// among is a in b, or its negation.
func (r *reading) among(e, a, b ast.Expr, not bool) told {
	if b.Kind() == ast.ListKind {
		of := r.operand(a)
		if of.claim == "" {
			if not {
				return refusing(r.spell(e))
			}
			return r.whatever(e)
		}
		out := told{truth: never}
		for _, v := range b.AsList().Elements() {
			text, typ, ok := constantOf(v)
			if !ok {
				return r.whatever(e)
			}
			if t, ok := r.trivially(of.claim, text, typ, false); ok {
				out = either(out, t)
				continue
			}
			r.ask(v, lint.Comparison{Claim: of.claim, Text: text, Type: typ, Operator: lint.Equal, Not: not})
			out = either(out, told{pins: map[string]bool{of.claim: false}})
		}
		if not {
			return refusing(of.claim + " is none of a list")
		}
		return out
	}
	of := r.operand(b)
	text, typ, ok := constantOf(a)
	if of.claim == "" || !ok {
		return r.whatever(e)
	}
	r.uses = append(r.uses, use{of.claim, "in", not})
	r.ask(e, lint.Comparison{Claim: of.claim, Text: text, Type: typ, Operator: lint.Equal, Not: not})
	if not {
		return refusing(of.claim + " lacks " + problem.Quote(text))
	}
	return told{pins: map[string]bool{of.claim: false}}
}

// looksFor is startsWith, endsWith, contains and matches, or its negation.
func (r *reading) looksFor(e ast.Expr, function string, a, b ast.Expr, not bool) told {
	text, typ, ok := constantOf(b)
	of := r.operand(a)
	if !ok || typ != "" {
		return r.whatever(e)
	}
	how := map[string]lint.Operator{"startsWith": lint.Begins, "endsWith": lint.Ends, "contains": lint.Holds, "matches": lint.Regexp}[function]
	call := function + "(" + problem.Quote(text) + ")"
	loose := how == lint.Ends || how == lint.Holds
	if how == lint.Regexp {
		x := readExpression(text)
		if x.anything {
			return anyText(call, not)
		}
		loose = x.floats
		if !not {
			r.regexps = append(r.regexps, text)
		}
	} else if text == "" {
		return anyText(call, not)
	}
	if of.claim == "" {
		if not {
			return refusing(call)
		}
		return r.whatever(e)
	}
	r.uses = append(r.uses, use{of.claim, function, not})
	ask := lint.Comparison{Claim: of.claim, Text: text, Operator: how, Not: not}
	r.ask(e, ask)
	switch {
	case not:
		return refusing(of.claim + " has not " + call)
	case !ask.Restricts():
		return told{pins: map[string]bool{}}
	case loose && how == lint.Regexp && !readExpression(text).begins:
		return told{pins: map[string]bool{of.claim: true}} // said already
	case loose:
		return told{pins: map[string]bool{of.claim: true}, loose: call}
	}
	return told{pins: map[string]bool{of.claim: false}}
}

// anyText is a call that holds for every text.
func anyText(call string, not bool) told {
	if not {
		return told{truth: never}
	}
	return told{truth: always, why: call + " holds for every text"}
}
