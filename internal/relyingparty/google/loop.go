package google

// Macros over lists.

import (
	"strconv"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// element is the name under which the element of a list is asked; no claim of a
// condition can have it, since it is taken out before anybody sees it.
const element = "\x00element"

// loop is exists() and all().
func (l *lowerer) loop(e ast.Expr, c ast.ComprehensionExpr) symbol {
	body, some, ok := predicate(c)
	if !ok {
		return opaque{e, l, "this kind of loop is not modelled"}
	}
	return truth{l.each(l.symbol(c.IterRange()), func(over symbol) proof.Expr {
		// cel-go finds the empty text, of all texts, to be an empty list.
		empty := func(p partial) proof.Expr {
			return when(p.test(automaton.Texts(""), proof.OutcomeError, "is empty"), l.unknown(e, "a loop over the empty text is not specified"), proof.Error)
		}
		switch over := over.(type) {
		case raised, truth, constant, measure:
			return proof.Error
		case partial:
			return empty(over)
		case sequence:
			return l.unroll(c, body, some, over)
		case claim:
			list := kinds(over.name, proof.OutcomeError, proof.List)
			object := kinds(over.name, proof.OutcomeError, proof.Object)
			return when(list, l.overList(e, c, body, some, over),
				when(object, l.unknown(e, "what an object holds is not modelled"), empty(partial{items: proof.Claim(over.name)})))
		}
		return l.unknown(e, "a loop over this is not modelled")
	})}
}

// predicate is what a loop asks of each element; some says exists, else all.
func predicate(c ast.ComprehensionExpr) (body ast.Expr, some, ok bool) {
	if c.HasIterVar2() || c.AccuInit().Kind() != ast.LiteralKind || c.LoopStep().Kind() != ast.CallKind || c.Result().Kind() != ast.IdentKind {
		return nil, false, false
	}
	step := c.LoopStep().AsCall()
	switch {
	case c.AccuInit().AsLiteral() == types.False && step.FunctionName() == operators.LogicalOr:
		some = true
	case c.AccuInit().AsLiteral() == types.True && step.FunctionName() == operators.LogicalAnd:
	default:
		return nil, false, false
	}
	accu := step.Args()[0]
	if accu.Kind() != ast.IdentKind || accu.AsIdent() != c.AccuVar() || c.Result().AsIdent() != c.AccuVar() {
		return nil, false, false
	}
	return step.Args()[1], some, true
}

// with is the lowerer inside of a loop.
func (l *lowerer) with(variable string, b bound) *lowerer {
	in := *l
	in.own = map[string]bound{variable: b}
	for name, other := range l.own {
		if name != variable {
			in.own[name] = other
		}
	}
	return &in
}

// unroll asks each element of a list that is written out.
func (l *lowerer) unroll(c ast.ComprehensionExpr, body ast.Expr, some bool, over sequence) proof.Expr {
	var all []proof.Expr
	for i, s := range over.elems {
		if *l.left < 0 {
			return proof.Error
		}
		text := l.key(c.IterRange()) + "[" + strconv.Itoa(i) + "]"
		all = append(all, l.with(c.IterVar(), bound{s, text}).condition(body))
	}
	if some {
		return l.strictly(over, proof.Or(all...))
	}
	return l.strictly(over, proof.And(all...))
}

// overList asks the elements of a claim that is a list.
func (l *lowerer) overList(e ast.Expr, c ast.ComprehensionExpr, body ast.Expr, some bool, over claim) proof.Expr {
	q := l.with(c.IterVar(), bound{claim{element}, element}).condition(body)
	a, ok := ask(q)
	if !ok {
		return l.unknown(e, "what it asks of each element is not modelled")
	}
	list := func(o proof.Outcome, lang automaton.Lang) proof.Expr {
		return asked(over.name, proof.OutcomeError, map[proof.Kind]proof.Outcome{proof.List: o}, lang)
	}
	texts := list(proof.ByAll, automaton.All())
	// not(all) is some(not), so a negated question turns the loop round.
	if a.negated {
		some = !some
	}
	var out proof.Expr
	switch {
	case some && a.raises: // an element that is no text is an error, unless another says yes
		out = when(list(proof.BySome, a.lang), proof.True, when(texts, proof.False, proof.Error))
	case some:
		out = list(proof.BySome, a.lang)
	case a.raises:
		no := proof.Opaque(l.key(e)+" is false", "elements that are no texts are not modelled here")
		out = when(list(proof.ByAll, a.lang), proof.True, when(texts, proof.False, when(no, proof.False, proof.Error)))
	default:
		out = list(proof.ByAll, a.lang)
	}
	if a.negated {
		return proof.Not(out)
	}
	return out
}

// A question is what is asked of an element: whether it is in a language. What
// is no text raises an error, or is not in it.
type question struct {
	lang    automaton.Lang
	raises  bool
	negated bool
}

// ask reads a question back from a condition on the element.
func ask(e proof.Expr) (question, bool) {
	switch e.Op {
	case proof.OpNot:
		q, ok := ask(e.Kids[0])
		q.negated = !q.negated
		return q, ok
	case proof.OpTest:
		t := e.Test
		if len(t.Term) != 1 || t.Term[0].Claim != element || t.Defined != nil || t.On[proof.String] != proof.ByText {
			return question{}, false
		}
		raises, fails := false, false
		for k, o := range t.On {
			switch {
			case k == int(proof.Absent) || k == int(proof.String):
			case o == proof.OutcomeError:
				raises = true
			case o == proof.Fail:
				fails = true
			default:
				return question{}, false
			}
		}
		return question{lang: t.Lang, raises: raises}, raises != fails
	case proof.OpOr:
		var q question
		for i, k := range e.Kids {
			p, ok := ask(k)
			if !ok || p.negated || i > 0 && p.raises != q.raises {
				return question{}, false
			}
			q.raises = p.raises
			q.lang = q.lang.Or(p.lang)
		}
		return q, true
	default:
		return question{}, false
	}
}
