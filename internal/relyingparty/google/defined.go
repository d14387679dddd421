package google

// Whether an expression has a value at all.

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// defined holds where a symbol has a value, and is an error elsewhere.
func (l *lowerer) defined(s symbol) proof.Expr {
	switch s := s.(type) {
	case choice:
		l.spend(s.weight)
		return when(s.when, l.defined(s.then), l.defined(s.other))
	case raised:
		return proof.Error
	case truth:
		if s.e.Op == proof.OpTrue || s.e.Op == proof.OpFalse {
			return proof.True
		}
		return proof.If(s.e, proof.True, proof.True)
	case sequence:
		var all []proof.Expr
		for _, e := range s.elems {
			all = append(all, l.defined(e))
		}
		return proof.And(all...)
	case claim:
		return proof.Is(presence(s.name, proof.OutcomeError))
	case partial:
		return s.test(automaton.All(), proof.OutcomeError, "")
	case cut:
		return l.defined(s.of)
	case measure:
		if c, ok := s.of.(claim); ok {
			return asked(c.name, proof.OutcomeError, map[proof.Kind]proof.Outcome{proof.String: proof.Pass, proof.List: proof.Pass, proof.Object: proof.Pass}, automaton.Lang{})
		}
		return l.defined(s.of)
	case opaque:
		return when(proof.Opaque(s.in.key(s.node)+" has a value", s.reason), proof.True, proof.Error)
	case constant, whole:
	}
	return proof.True
}

// presence asks for a claim; absent is the outcome when it is missing.
func presence(name string, absent proof.Outcome) proof.Test {
	t := proof.Present(name).Test
	t.On[proof.Absent] = absent
	return t
}

// strictly is an expression that is an error where an operand has no value.
func (l *lowerer) strictly(s symbol, e proof.Expr) proof.Expr {
	return when(l.defined(s), e, proof.Error)
}
