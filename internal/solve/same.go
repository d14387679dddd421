package solve

// Texts with variables that are the same text.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// Same is the formula that two texts make the same text, after what is equal
// at their ends is taken away; ok is false where variables are left on both sides.
func (s *Solver) Same(l, r pattern.Text) (_ Formula, ok bool) {
	for range 2 { // from the left, and turned round from the right
		if l, r, ok = cancel(l, r); !ok {
			return Never, true
		}
		l, r = turned(l), turned(r)
	}
	if len(r.Vars) > 0 {
		l, r = r, l
	}
	text, fixed := r.Constant()
	if !fixed {
		return Never, false
	}
	return s.In(l, s.Lang(automaton.Texts(text))), true
}

// cancel takes away what both begin with; ok is false where they part at once.
func cancel(l, r pattern.Text) (_, _ pattern.Text, ok bool) {
	for {
		n := min(len(l.Lits[0]), len(r.Lits[0]))
		if l.Lits[0][:n] != r.Lits[0][:n] {
			return l, r, false
		}
		l, r = behind(l, n), behind(r, n)
		if l.Lits[0] != "" || r.Lits[0] != "" || len(l.Vars) == 0 || len(r.Vars) == 0 || l.Vars[0] != r.Vars[0] {
			return l, r, true
		}
		l, r = pattern.Text{Lits: l.Lits[1:], Vars: l.Vars[1:]}, pattern.Text{Lits: r.Lits[1:], Vars: r.Vars[1:]}
	}
}

// behind is the template without the first n bytes of its first text.
func behind(t pattern.Text, n int) pattern.Text {
	lits := slices.Clone(t.Lits)
	lits[0] = lits[0][n:]
	return pattern.Text{Lits: lits, Vars: t.Vars}
}

// turned is the template from the right: its parts, and their bytes, in reverse.
func turned(t pattern.Text) pattern.Text {
	out := pattern.Text{Lits: slices.Clone(t.Lits), Vars: slices.Clone(t.Vars)}
	slices.Reverse(out.Lits)
	slices.Reverse(out.Vars)
	for i, lit := range out.Lits {
		bytes := []byte(lit)
		slices.Reverse(bytes)
		out.Lits[i] = string(bytes)
	}
	return out
}
