package proof

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// pin finds the variables that can have one value only, because a conjunction demands
// that a text which can be taken apart in one way is a fixed one, and puts the values
// in: what is left is searched with fewer variables. It notes the values. Values that a
// variable's domain does not have stay to be searched, so that the fact behind it is
// noted.
func (b *binder) pin(goal formula, known map[string]string) formula {
	for {
		values := b.onlyValues(goal, known)
		if values == nil {
			return goal
		}
		for v, text := range values {
			known[v] = text
		}
		goal = b.putIn(goal, values)
	}
}

// onlyValues finds variables and their only values; nil where there are none.
func (b *binder) onlyValues(goal formula, known map[string]string) map[string]string {
	demanded := []formula{goal}
	if n := &b.fs.nodes[goal]; n.op == opAll {
		demanded = n.kids
	}
	for _, k := range demanded {
		n := &b.fs.nodes[k]
		if n.op != opLeaf {
			continue
		}
		a, atom := b.byID[n.leaf.source]
		if !atom {
			continue
		}
		text, single := b.langs.list[a.lang].Single()
		if !single {
			continue
		}
		values, ok := takenApart(a.text, text)
		for v, text := range values {
			_, twice := known[v]
			ok = ok && !twice && accepts(b.domain(v), text)
		}
		if ok {
			return values
		}
	}
	return nil
}

// takenApart are the values of a template's one or two variables in a text; ok is false
// where there is none, or not only one way.
func takenApart(t platform.Template, text string) (values map[string]string, ok bool) {
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
func (b *binder) putIn(goal formula, values map[string]string) formula {
	by := map[int32]formula{}
	for _, id := range b.fs.sources(goal) {
		a, atom := b.byID[id]
		if atom && slices.ContainsFunc(a.text.Vars, func(v string) bool { _, ok := values[v]; return ok }) {
			by[id] = b.asks(a.text.Partly(values), a.lang)
		}
	}
	return b.fs.replace(goal, by, map[formula]formula{})
}
