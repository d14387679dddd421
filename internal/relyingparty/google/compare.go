package google

// Equality as a condition.

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// equal is a == b, as node e says it.
func (l *lowerer) equal(e ast.Expr, a, b symbol) proof.Expr {
	return l.pairs(a, b, func(a, b symbol) proof.Expr {
		if rank(a) < rank(b) {
			a, b = b, a
		}
		return l.equalLeaves(e, a, b)
	})
}

// rank orders the types of symbols, so that of two the first has the higher.
func rank(s symbol) int {
	switch s.(type) {
	case raised:
		return 9
	case opaque:
		return 8
	case cut, whole, measure:
		return 7
	case claim:
		return 6
	case partial:
		return 5
	case truth:
		return 4
	case sequence:
		return 3
	}
	return 0
}

func (l *lowerer) equalLeaves(e ast.Expr, a, b symbol) proof.Expr {
	switch a := a.(type) {
	case raised:
		return proof.Error
	case measure:
		if n, ok := number(b); ok {
			return l.sized(e, a, func(size float64) bool { return size == n }, n)
		}
	case claim:
		return l.equalClaim(e, a, b)
	case partial:
		switch b := b.(type) {
		case partial:
			return l.equalTexts(e, a, b)
		case constant:
			if t, ok := b.v.Value().(string); ok {
				return a.test(automaton.Texts(t), proof.OutcomeError, "== "+problem.Quote(t))
			}
			return l.strictly(a, proof.False)
		case truth:
			return l.strictly(a, l.strictly(b, proof.False))
		case sequence:
			return l.strictly(a, l.strictly(b, proof.False))
		}
	case truth:
		switch b := b.(type) {
		case truth:
			return when(a.e, b.e, proof.Not(b.e))
		case constant:
			switch b.v {
			case types.True:
				return a.e
			case types.False:
				return proof.Not(a.e)
			}
			return l.strictly(a, proof.False)
		case sequence:
			return l.strictly(a, l.strictly(b, proof.False))
		}
	case sequence:
		switch b := b.(type) {
		case constant:
			return l.strictly(a, proof.False)
		case sequence:
			return l.equalLists(e, a, b)
		}
	case constant:
		if b, ok := b.(constant); ok {
			return isTrue(a.v.Equal(b.v) == types.True)
		}
	}
	return l.unknown(e, because("it compares what is not modelled", a, b))
}

// because is the reason of what is opaque among symbols, or else the given one.
func because(reason string, of ...symbol) string {
	for _, s := range of {
		if o, ok := s.(opaque); ok {
			return o.reason
		}
	}
	return reason
}

func (l *lowerer) equalLists(e ast.Expr, a, b sequence) proof.Expr {
	same := isTrue(len(a.elems) == len(b.elems))
	if same.Op == proof.OpTrue {
		var all []proof.Expr
		for i := range a.elems {
			all = append(all, l.equal(e, a.elems[i], b.elems[i]))
		}
		same = proof.And(all...)
	}
	return l.strictly(a, l.strictly(b, same))
}

// equalClaim compares a claim of any kind.
func (l *lowerer) equalClaim(e ast.Expr, a claim, b symbol) proof.Expr {
	only := func(set map[proof.Kind]proof.Outcome, lang automaton.Lang) proof.Expr {
		return asked(a.name, proof.Fail, set, lang)
	}
	switch b := b.(type) {
	case constant:
		if n, ok := number(b); ok {
			t := proof.Test{Term: proof.Claim(a.name), Compare: "==", Than: n}
			t.On[proof.Absent], t.On[proof.Number] = proof.OutcomeError, proof.ByNumber
			return proof.Is(t)
		}
		switch v := b.v.Value().(type) {
		case string:
			return partial{items: proof.Claim(a.name)}.test(automaton.Texts(v), proof.Fail, "== "+problem.Quote(v))
		case bool:
			k := proof.BoolFalse
			if v {
				k = proof.BoolTrue
			}
			return only(map[proof.Kind]proof.Outcome{k: proof.Pass}, automaton.Lang{})
		}
		if b.v == types.NullValue {
			return only(map[proof.Kind]proof.Outcome{proof.Null: proof.Pass}, automaton.Lang{})
		}
	case truth:
		return l.strictly(a, when(b.e,
			only(map[proof.Kind]proof.Outcome{proof.BoolTrue: proof.Pass}, automaton.Lang{}),
			only(map[proof.Kind]proof.Outcome{proof.BoolFalse: proof.Pass}, automaton.Lang{})))
	case claim:
		return equalClaims(a.name, b.name)
	case partial:
		text := kinds(a.name, proof.OutcomeError, proof.String)
		return l.strictly(a, l.strictly(b, when(text, l.equalTexts(e, partial{items: proof.Claim(a.name)}, b), proof.False)))
	case sequence:
		texts, fixed := fixedTexts(b)
		set := map[proof.Kind]proof.Outcome{proof.List: proof.ByAll}
		switch {
		case fixed && len(texts) == 1:
			set[proof.List] = proof.ByOne
		case fixed && len(texts) == 0:
		default:
			return l.strictly(a, l.strictly(b, when(kinds(a.name, proof.OutcomeError, proof.List), l.unknown(e, "it compares lists"), proof.False)))
		}
		return only(set, automaton.Texts(texts...))
	}
	return l.strictly(a, l.unknown(e, because("it compares what is not modelled", b)))
}

// equalClaims compares two claims: of equal kinds, texts, numbers, lists and
// objects are not modelled.
func equalClaims(a, b string) proof.Expr {
	both := proof.And(proof.Is(presence(a, proof.OutcomeError)), proof.Is(presence(b, proof.OutcomeError)))
	if a == b {
		return both
	}
	var ways, open []proof.Expr
	for k := proof.Null; k < proof.Kinds; k++ {
		way := proof.And(kinds(a, proof.OutcomeError, k), kinds(b, proof.OutcomeError, k))
		switch k {
		case proof.Null, proof.BoolFalse, proof.BoolTrue:
			ways = append(ways, way)
		default:
			open = append(open, way)
		}
	}
	pair := []string{itemsKey(proof.Claim(a)), itemsKey(proof.Claim(b))}
	slices.Sort(pair)
	ways = append(ways, proof.And(proof.Or(open...), equality(proof.Claim(a), proof.Claim(b), strings.Join(pair, " == "))))
	return when(both, proof.Or(ways...), proof.Error)
}

// equality is that two terms are equal. Of texts it is decided where what they show
// cancels.
func equality(a, b []proof.Item, key string) proof.Expr {
	return proof.Same(a, b, key, "whether two claims of one token are equal is not modelled")
}
