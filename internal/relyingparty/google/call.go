package google

// Calls of functions as conditions.

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// call is what a call comes to.
func (l *lowerer) call(e ast.Expr, c ast.CallExpr) symbol {
	name, args := c.FunctionName(), c.Args()
	if c.IsMemberFunction() {
		args = append([]ast.Expr{c.Target()}, args...)
	}
	if unsure(c) {
		return opaque{e, l, "that Google knows " + name + " is not verified"}
	}
	switch name {
	case operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot:
		return truth{l.condition(e)}
	case operators.Conditional:
		return l.choose(l.condition(args[0]), l.symbol(args[1]), l.symbol(args[2]))
	}
	of := make([]symbol, len(args))
	for i, a := range args {
		of[i] = l.symbol(a)
	}
	switch name {
	case operators.Equals:
		return truth{l.equal(e, of[0], of[1])}
	case operators.NotEquals:
		return truth{proof.Not(l.equal(e, of[0], of[1]))}
	case operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		return truth{l.ordered(e, name, of[0], of[1])}
	case operators.In:
		return truth{l.in(e, of[0], of[1])}
	case operators.Index:
		return l.member(e, of[0], of[1])
	case operators.Add:
		return l.add(e, of[0], of[1])
	case "startsWith", "endsWith", "contains", "matches":
		return truth{l.asks(e, name, of[0], of[1])}
	case "size":
		return l.apply(of[0], l.size(e))
	case "extract", "split":
		return l.apply(of[0], func(s symbol) symbol {
			return l.apply(of[1], func(arg symbol) symbol { return l.take(e, name, s, arg) })
		})
	}
	return opaque{e, l, name + " is not modelled"}
}

func (l *lowerer) size(e ast.Expr) func(symbol) symbol {
	return func(s symbol) symbol {
		switch s := s.(type) {
		case constant:
			if t, ok := s.v.(types.String); ok {
				return constant{t.Size()}
			}
			return raised{}
		case claim, partial, sequence:
			return measure{s}
		case raised, truth, measure:
			return raised{}
		default:
		}
		return opaque{e, l, "the size of this is not modelled"}
	}
}

// take is extract() and split().
func (l *lowerer) take(e ast.Expr, name string, s, arg symbol) symbol {
	for _, o := range []symbol{s, arg} {
		switch o.(type) {
		case raised, truth, sequence, cut, whole, measure:
			return raised{}
		}
	}
	c, ok := arg.(constant)
	p, isText := texts(s)
	if _, fixed := s.(constant); fixed && !isText {
		return raised{} // a number has neither
	}
	if !ok || !isText {
		return opaque{e, l, because(name+"() of what is not fixed is not modelled", s, arg)}
	}
	pattern, ok := c.v.Value().(string)
	if !ok {
		return raised{}
	}
	if name == "split" {
		if pattern == "" {
			return opaque{e, l, "splitting into characters is not modelled"}
		}
		return cut{p, pattern}
	}
	t, err := readTemplate(pattern)
	if err != nil {
		return opaque{e, l, "what Google makes of a malformed template is not verified"}
	}
	return p.part(step{template: t})
}

// add is a + b.
func (l *lowerer) add(e ast.Expr, a, b symbol) symbol {
	return l.apply(a, func(a symbol) symbol {
		return l.apply(b, func(b symbol) symbol { return l.addLeaves(e, a, b) })
	})
}

func (l *lowerer) addLeaves(e ast.Expr, a, b symbol) symbol {
	for _, s := range []symbol{a, b} {
		switch s.(type) {
		case raised, truth, whole:
			return raised{}
		}
	}
	if x, ok := a.(sequence); ok {
		if y, ok := b.(sequence); ok {
			return sequence{append(x.elems[:len(x.elems):len(x.elems)], y.elems...)}
		}
	}
	p, isText := texts(a)
	q, alsoText := texts(b)
	if !isText || !alsoText {
		return opaque{e, l, because("adding what is no text is not modelled", a, b)}
	}
	if len(p.steps)+len(q.steps) > 0 {
		if t, ok := q.fixed(); ok {
			return p.part(step{kind: wrapped, after: t})
		}
		if t, ok := p.fixed(); ok {
			return q.part(step{kind: wrapped, before: t})
		}
		return opaque{e, l, "a text joined of parts of several claims is not modelled"}
	}
	sum := p.join(q)
	if t, ok := sum.fixed(); ok {
		return textConstant(t)
	}
	x, isClaim := a.(claim)
	y, alsoClaim := b.(claim)
	if !isClaim || !alsoClaim {
		return sum
	}
	// Two numbers have a sum, and two lists.
	both := func(k proof.Kind) proof.Expr {
		return proof.And(kinds(x.name, proof.Fail, k), kinds(y.name, proof.Fail, k))
	}
	return l.choose(proof.Or(both(proof.Number), both(proof.List)), opaque{e, l, "sums of numbers and lists are not modelled"}, sum)
}

// in is a in b.
func (l *lowerer) in(e ast.Expr, a, b symbol) proof.Expr {
	return l.pairs(a, b, func(a, b symbol) proof.Expr {
		if _, ok := a.(raised); ok {
			return proof.Error
		}
		switch b := b.(type) {
		case raised, truth, partial, constant, measure:
			return proof.Error
		case sequence:
			return l.inList(e, a, b)
		case claim:
			return l.inClaim(e, a, b)
		case cut:
			if c, ok := a.(constant); ok && len(b.sep) == 1 {
				piece, _ := c.v.Value().(string)
				return b.of.test(pieces(piece, b.sep, isString(c)), proof.OutcomeError, "has the piece "+problem.Quote(piece))
			}
		case whole:
			if c, ok := a.(constant); ok {
				if key, ok := c.v.Value().(string); ok {
					return l.within(b, key)
				}
				return proof.False
			}
		}
		return l.strictly(a, l.unknown(e, because("what this may hold is not modelled", a, b)))
	})
}

func isString(c constant) bool {
	_, ok := c.v.Value().(string)
	return ok
}

// pieces is the language of the texts of which one piece between separators of
// one byte is the given text; none, if it cannot be.
func pieces(piece, sep string, can bool) automaton.Lang {
	if !can || strings.Contains(piece, sep) {
		return automaton.Lang{}
	}
	star := pattern.Tok{Kind: pattern.Star}
	lit := func(text string) pattern.Tok { return pattern.Tok{Kind: pattern.Lit, Text: text} }
	return automaton.Texts(piece).Or(automaton.Globs(
		pattern.Seq(nil).Append(lit(piece+sep), star),
		pattern.Seq(nil).Append(star, lit(sep+piece)),
		pattern.Seq(nil).Append(star, lit(sep+piece+sep), star)))
}

func (l *lowerer) inList(e ast.Expr, a symbol, b sequence) proof.Expr {
	if list, ok := fixedTexts(b); ok && len(list) > 0 {
		label := "in [" + problem.QuoteAll(list) + "]"
		switch a := a.(type) {
		case claim:
			return partial{items: proof.Claim(a.name)}.test(automaton.Texts(list...), proof.Fail, label)
		case partial:
			return a.test(automaton.Texts(list...), proof.OutcomeError, label)
		}
	}
	var ways []proof.Expr
	for _, x := range b.elems {
		ways = append(ways, l.equal(e, a, x))
	}
	return l.strictly(a, l.strictly(b, proof.Or(ways...)))
}

func (l *lowerer) inClaim(e ast.Expr, a symbol, b claim) proof.Expr {
	if c, ok := a.(constant); ok {
		if text, ok := c.v.Value().(string); ok {
			list := asked(b.name, proof.OutcomeError, map[proof.Kind]proof.Outcome{proof.List: proof.BySome}, automaton.Texts(text))
			return when(kinds(b.name, proof.OutcomeError, proof.Object), l.unknown(e, "what an object holds is not modelled"), list)
		}
	}
	several := kinds(b.name, proof.OutcomeError, proof.Object, proof.List)
	return l.strictly(a, when(several, l.unknown(e, "what a list holds is modelled for fixed texts only"), proof.Error))
}
