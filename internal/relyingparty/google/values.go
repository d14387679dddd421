package google

// Conditions that hold, fail, or are errors.

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// holds is a condition without errors: it holds where e holds, and fails where e
// fails or is an error.
func holds(e proof.Expr) proof.Expr {
	switch e.Op {
	case proof.OpError:
		return proof.False
	case proof.OpNot:
		return fails(e.Kids[0])
	case proof.OpAnd:
		return proof.And(each(e.Kids, holds)...)
	case proof.OpOr:
		return proof.Or(each(e.Kids, holds)...)
	case proof.OpIf:
		return proof.Or(
			proof.And(holds(e.Kids[0]), holds(e.Kids[1])),
			proof.And(fails(e.Kids[0]), holds(e.Kids[2])))
	case proof.OpTest:
		t := e.Test
		for k, o := range t.On {
			if o == proof.OutcomeError {
				t.On[k] = proof.Fail
			}
		}
		t.Defined = nil // a text without a value is in no preimage
		return proof.Is(t)
	default: // true, false, and opaque parts, which are no errors
		return e
	}
}

// fails is a condition without errors that holds where e fails.
func fails(e proof.Expr) proof.Expr {
	switch e.Op {
	case proof.OpTrue, proof.OpError:
		return proof.False
	case proof.OpFalse:
		return proof.True
	case proof.OpNot:
		return holds(e.Kids[0])
	case proof.OpAnd:
		return proof.Or(each(e.Kids, fails)...)
	case proof.OpOr:
		return proof.And(each(e.Kids, fails)...)
	case proof.OpIf:
		return proof.Or(
			proof.And(holds(e.Kids[0]), fails(e.Kids[1])),
			proof.And(fails(e.Kids[0]), fails(e.Kids[2])))
	case proof.OpTest:
		return proof.And(decided(e.Test), proof.Not(holds(e)))
	default:
		return proof.Not(e)
	}
}

// decided holds where a test is no error.
func decided(t proof.Test) proof.Expr {
	d := proof.Test{Term: t.Term, Lang: automaton.All()}
	raises := false
	for k, o := range t.On {
		switch {
		case o == proof.OutcomeError:
			raises = true
		case o == proof.ByText && t.Defined != nil:
			d.On[k], d.Lang, raises = proof.ByText, *t.Defined, true
		default:
			d.On[k] = proof.Pass
		}
	}
	if !raises {
		return proof.True
	}
	return proof.Is(d)
}

func each(kids []proof.Expr, f func(proof.Expr) proof.Expr) []proof.Expr {
	out := make([]proof.Expr, len(kids))
	for i, k := range kids {
		out[i] = f(k)
	}
	return out
}
