package google

// Comparisons by order and by size.

import (
	"math"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/traits"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// ordered is a < b and its like.
func (l *lowerer) ordered(e ast.Expr, op string, a, b symbol) proof.Expr {
	return l.pairs(a, b, func(a, b symbol) proof.Expr {
		op := op
		if rank(a) < rank(b) {
			a, b = b, a
			op = map[string]string{operators.Less: operators.Greater, operators.LessEquals: operators.GreaterEquals, operators.Greater: operators.Less, operators.GreaterEquals: operators.LessEquals}[op]
		}
		return l.orderedLeaves(e, op, a, b)
	})
}

func (l *lowerer) orderedLeaves(e ast.Expr, op string, a, b symbol) proof.Expr {
	turned := op == operators.Greater || op == operators.GreaterEquals
	compare := "<"
	if op == operators.LessEquals || op == operators.Greater {
		compare = "<="
	}
	than, numeric := number(b)
	switch a := a.(type) {
	case raised:
		return proof.Error
	case constant:
		if b, ok := b.(constant); ok {
			if c, ok := a.v.(traits.Comparer); ok {
				if n, ok := c.Compare(b.v).(types.Int); ok {
					return isTrue(map[string]bool{operators.Less: n < 0, operators.LessEquals: n <= 0, operators.Greater: n > 0, operators.GreaterEquals: n >= 0}[op])
				}
			}
			return proof.Error
		}
	case measure:
		if numeric {
			return l.sized(e, a, func(n float64) bool {
				return map[string]bool{operators.Less: n < than, operators.LessEquals: n <= than, operators.Greater: n > than, operators.GreaterEquals: n >= than}[op]
			}, than)
		}
	case claim:
		if numeric {
			t := proof.Test{Term: proof.Claim(a.name), Compare: compare, Than: than}
			for k := range t.On {
				t.On[k] = proof.OutcomeError
			}
			t.On[proof.Number] = proof.ByNumber
			if turned {
				return proof.Not(proof.Is(t))
			}
			return proof.Is(t)
		}
		if c, ok := b.(constant); ok {
			if _, text := c.v.Value().(string); text {
				return when(asked(a.name, proof.OutcomeError, map[proof.Kind]proof.Outcome{proof.String: proof.Pass}, automaton.Lang{}), l.unknown(e, "the order of texts is not modelled"), proof.Error)
			}
		}
	}
	return l.unknown(e, because("the order of such values is not modelled", a, b))
}

// number is a constant as claims' numbers are.
func number(s symbol) (float64, bool) {
	c, ok := s.(constant)
	if !ok {
		return 0, false
	}
	switch v := c.v.(type) {
	case types.Int:
		return float64(v), true
	case types.Uint:
		return float64(v), true
	case types.Double:
		return float64(v), !math.IsNaN(float64(v))
	}
	return 0, false
}

// sized asks something of a size; only whether it is empty is modelled.
func (l *lowerer) sized(e ast.Expr, m measure, is func(n float64) bool, bound float64) proof.Expr {
	const many = 1 << 40
	full := is(1)
	for _, n := range []float64{2, math.Floor(bound) - 1, math.Floor(bound), math.Floor(bound) + 1, many} {
		if n >= 1 && is(n) != full {
			return l.strictly(m, l.unknown(e, "sizes are modelled only as far as empty or not"))
		}
	}
	if full == is(0) {
		return l.strictly(m, isTrue(full))
	}
	turn := func(empty proof.Expr) proof.Expr {
		if full {
			return proof.Not(empty)
		}
		return empty
	}
	switch of := m.of.(type) {
	case claim:
		object := kinds(of.name, proof.OutcomeError, proof.Object)
		list := kinds(of.name, proof.OutcomeError, proof.List)
		return when(object, l.unknown(e, "the size of an object is not modelled"),
			when(list, turn(asked(of.name, proof.OutcomeError, map[proof.Kind]proof.Outcome{proof.List: proof.ByAll}, automaton.Lang{})),
				turn(partial{items: proof.Claim(of.name)}.test(automaton.Texts(""), proof.OutcomeError, "is empty"))))
	case partial:
		return turn(of.test(automaton.Texts(""), proof.OutcomeError, "is empty"))
	case sequence:
		return l.strictly(of, isTrue(is(float64(len(of.elems)))))
	}
	return l.strictly(m, l.unknown(e, "the size of this is not modelled"))
}
