package solve

// Variables that can have one value only.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// pin finds the variables that can have one value only, because a conjunction demands
// that a text which can be taken apart in one way is a fixed one, and puts the values
// in: what is left is searched with fewer variables. It notes the values. Values that a
// variable's domain does not have stay to be searched, so that the fact behind it is
// noted.
func (sp *Space) pin(goal Formula, known map[string]string) Formula {
	for {
		values := sp.onlyValues(goal, known)
		if values == nil {
			return goal
		}
		for v, text := range values {
			known[v] = text
		}
		goal = sp.putIn(goal, values)
	}
}

// onlyValues finds variables and their only values; nil where there are none.
func (sp *Space) onlyValues(goal Formula, known map[string]string) map[string]string {
	demanded := []Formula{goal}
	if n := &sp.nodes[goal]; n.op == opAll {
		demanded = n.kids
	}
	for _, k := range demanded {
		n := &sp.nodes[k]
		if n.op != opLeaf {
			continue
		}
		a, atom := sp.byID[n.leaf.source]
		if !atom {
			continue
		}
		text, single := sp.langs[a.lang].Single()
		if !single {
			continue
		}
		values, ok := takenApart(a.text, text)
		for v, text := range values {
			_, twice := known[v]
			ok = ok && !twice && sp.Domain(v).Has(text)
		}
		if ok {
			return values
		}
	}
	return nil
}

// takenApart are the values of a template's one or two variables in a text; ok is false
// where there is none, or not only one way.
func takenApart(t pattern.Text, text string) (values map[string]string, ok bool) {
	if len(t.Vars) == 0 || len(t.Vars) > 2 {
		return nil, false
	}
	before, after := t.Lits[0], t.Lits[len(t.Vars)]
	if len(text) < len(before)+len(after) || !strings.HasPrefix(text, before) || !strings.HasSuffix(text, after) {
		return nil, false
	}
	text = text[len(before) : len(text)-len(after)]
	if len(t.Vars) == 1 {
		return map[string]string{t.Vars[0]: text}, true
	}
	first, second, ok := strings.Cut(text, t.Lits[1])
	if !ok || len(t.Lits[1]) != 1 || t.Vars[0] == t.Vars[1] || strings.Contains(second, t.Lits[1]) {
		return nil, false
	}
	return map[string]string{t.Vars[0]: first, t.Vars[1]: second}, true
}

// putIn is the formula where the variables have the values.
func (s *Solver) putIn(goal Formula, values map[string]string) Formula {
	by := map[int32]Formula{}
	for _, id := range s.sourcesOf(goal) {
		a, atom := s.byID[id]
		if atom && slices.ContainsFunc(a.text.Vars, func(v string) bool { _, ok := values[v]; return ok }) {
			by[id] = s.In(a.text.Partly(values), a.lang)
		}
	}
	return s.replace(goal, by, map[Formula]Formula{})
}
