package proof

import "strings"

// pin finds the variables that can have one value only, because a conjunction demands
// that a text with no other variable is a fixed one, and puts the values in: what is
// left is searched with fewer variables. It notes the values. Values that a variable's
// domain does not have stay to be searched, so that the fact behind it is noted.
func (b *binder) pin(goal formula, values map[string]string) formula {
	for {
		v, text, ok := b.onlyValue(goal, values)
		if !ok {
			return goal
		}
		values[v] = text
		goal = b.putIn(goal, v, text)
	}
}

// onlyValue finds a variable and its only value.
func (b *binder) onlyValue(goal formula, known map[string]string) (v, text string, ok bool) {
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
		if !atom || len(a.text.Vars) != 1 {
			continue
		}
		whole, single := b.langs.list[a.lang].Single()
		if !single {
			continue
		}
		before, after := a.text.Lits[0], a.text.Lits[1]
		if len(whole) < len(before)+len(after) || !strings.HasPrefix(whole, before) || !strings.HasSuffix(whole, after) {
			continue
		}
		v, text = a.text.Vars[0], whole[len(before):len(whole)-len(after)]
		if _, twice := known[v]; !twice && accepts(b.domain(v), text) {
			return v, text, true
		}
	}
	return "", "", false
}

// putIn is the formula where the variable has the value.
func (b *binder) putIn(goal formula, v, text string) formula {
	value := map[string]string{v: text}
	by := map[int32]formula{}
	for _, id := range b.fs.sources(goal) {
		a, atom := b.byID[id]
		if !atom {
			continue
		}
		for _, has := range a.text.Vars {
			if has == v {
				by[id] = b.asks(a.text.Partly(value), a.lang)
				break
			}
		}
	}
	return b.fs.replace(goal, by, map[formula]formula{})
}
