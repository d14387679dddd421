package proof

import (
	"maps"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
)

// A finding is what a search for a job came to.
type finding struct {
	over   bool
	found  bool
	values map[string]string
	picks  map[int32]int32
}

// A solvedKey is a goal and the space that its variables belong to.
type solvedKey struct {
	tokens int32
	goal   formula
}

// search looks for values of the goal. Parts of a conjunction that share no
// variable and no choice are looked at one by one: all must have values, and one
// without is enough for a no.
func (b *binder) search(goal formula, budget *budget) finding {
	if goal == never {
		return finding{}
	}
	whole := solvedKey{b.tokens, goal}
	if f, ok := b.solved[whole]; ok {
		return f
	}
	all := finding{found: true, values: map[string]string{}, picks: map[int32]int32{}}
	goal = b.pin(b.propagate(goal), all.values)
	if goal == never {
		b.solved[whole] = finding{}
		return finding{}
	}
	parts := b.parts(goal)
	for _, part := range parts {
		if f, ok := b.solved[solvedKey{b.tokens, part}]; ok && !f.found && !f.over {
			b.solved[whole] = f
			return f
		}
	}
	for _, part := range parts {
		key := solvedKey{b.tokens, part}
		f, ok := b.solved[key]
		if !ok {
			f = b.searchPart(part, budget)
			b.solved[key] = f
		}
		if f.over || !f.found {
			b.solved[whole] = f
			return f
		}
		for k, v := range f.values {
			all.values[k] = v
		}
		for k, v := range f.picks {
			all.picks[k] = v
		}
	}
	b.solved[whole] = all
	return all
}

// plainest finds values with as many choices as can be at their first
// alternative: a claim is there, a list is empty, what no platform names is
// missing. Then values become ordinary ones, where they can.
func (b *binder) plainest(goal formula, f finding, budget *budget) finding {
	defer b.aside()()
	picks := map[int32]int32{}
	for _, c := range b.inOrder {
		if !b.fs.needs(goal, c.source) {
			continue
		}
		plain := b.fs.assign(goal, c.source, b.fs.answer([]int32{0}), []int32{0})
		if g := b.search(plain, budget); g.found {
			goal, f = plain, g
			picks[c.source] = 0
		}
	}
	for _, name := range sortedKeys(f.values) {
		w := b.ordinary(name)
		if w == nil || w.Holds(f.values[name]) {
			continue
		}
		plain := b.fs.all(goal, b.fs.all(b.inside(b.space.fill(text1(name)), w)...))
		if g := b.search(plain, budget); g.found {
			goal, f = plain, g
		}
	}
	maps.Copy(picks, f.picks)
	f.picks = picks
	return f
}

// propagate puts what a conjunction demands by itself into its other parts.
func (b *binder) propagate(goal formula) formula {
	n := b.fs.nodes[goal]
	if n.op != opAll {
		return goal
	}
	var demanded, others []formula
	for _, k := range n.kids {
		if b.fs.nodes[k].op == opLeaf {
			demanded = append(demanded, k)
		} else {
			others = append(others, k)
		}
	}
	for i, k := range others {
		for _, d := range demanded {
			l := b.fs.nodes[d].leaf
			if _, atom := b.byID[l.source]; atom {
				k = b.fs.assign(k, l.source, b.fs.answer([]int32{l.tag}), []int32{l.tag})
			}
		}
		others[i] = k
	}
	return b.fs.all(append(demanded, others...)...)
}

// parts splits a conjunction.
func (b *binder) parts(goal formula) []formula {
	n := &b.fs.nodes[goal]
	if n.op != opAll {
		return []formula{goal}
	}
	type part struct {
		kids  []formula
		about []uint64
	}
	var parts []part
	for _, k := range n.kids {
		mine := part{[]formula{k}, b.about(k)}
		apart := parts[:0]
		for _, p := range parts {
			if !meet(p.about, mine.about) {
				apart = append(apart, p)
				continue
			}
			mine.kids = append(mine.kids, p.kids...)
			mine.about = unite(mine.about, p.about)
		}
		parts = append(apart, mine)
	}
	if len(parts) == 1 {
		return []formula{goal}
	}
	out := make([]formula, 0, len(parts))
	for _, p := range parts {
		out = append(out, b.fs.all(p.kids...))
	}
	// Parts without choices first: they are the ones that have no values.
	slices.SortStableFunc(out, func(x, y formula) int { return b.choicesIn(x) - b.choicesIn(y) })
	return out
}

func (b *binder) choicesIn(f formula) int {
	n := 0
	for _, id := range b.fs.sources(f) {
		if _, ok := b.byID[id]; !ok {
			n++
		}
	}
	return n
}

func meet(a, b []uint64) bool {
	for i := range min(len(a), len(b)) {
		if a[i]&b[i] != 0 {
			return true
		}
	}
	return false
}

func unite(a, b []uint64) []uint64 {
	if len(a) < len(b) {
		a, b = b, a
	}
	a = slices.Clone(a)
	for i, w := range b {
		a[i] |= w
	}
	return a
}

// about tells the variables and choices of a formula.
func (b *binder) about(f formula) []uint64 {
	if about, ok := b.names[f]; ok {
		return about
	}
	var about []uint64
	set := func(bit int) {
		for len(about) <= bit/64 {
			about = append(about, 0)
		}
		about[bit/64] |= 1 << (bit % 64)
	}
	bit := func(name string) int {
		n, ok := b.bits[name]
		if !ok {
			n = len(b.bits)
			b.bits[name] = n
		}
		return n
	}
	for _, id := range b.fs.sources(f) {
		if a, ok := b.byID[id]; ok {
			for _, v := range a.text.Vars {
				set(bit(v))
			}
		} else {
			set(bit(b.choiceName(id)))
		}
	}
	b.names[f] = about
	return about
}

func (b *binder) choiceName(source int32) string {
	for _, c := range b.inOrder {
		if c.source == source {
			return "\x00" + c.name
		}
	}
	return ""
}

// searchPart looks for values of a goal within the variables' domains. All
// domains that rest on facts begin as any text; a fact is put back, for good,
// whenever an example stands outside of a domain that rests on it.
func (b *binder) searchPart(goal formula, budget *budget) finding {
	switch {
	case goal == always:
		return finding{found: true}
	case b.noChoice(goal):
		return finding{}
	}
	p := b.prepare(goal)
	if p.tooBig {
		return finding{over: true}
	}
	var last platformFact
	for {
		r := b.solve(p, b.kept, budget)
		if r.over {
			return finding{over: true}
		}
		if !r.found {
			if last.id != "" {
				b.needed[last] = len(b.proved)
			}
			b.proved = append(b.proved, proved{p, b.tokens, b.space, b.must})
			return finding{}
		}
		outside := ""
		for _, v := range p.vars {
			if text, ok := r.values[v]; ok && !accepts(b.domain(v), text) {
				outside = v
				break
			}
		}
		if outside == "" {
			return finding{found: true, values: r.values, picks: r.picks}
		}
		last = b.factOf(outside)
		b.kept[last] = true
	}
}

// fewChoices bounds the combinations that are looked at before a search.
const fewChoices = 32

// noChoice reports that the goal fails whatever is chosen, and whatever texts are:
// then no machine need be made.
func (b *binder) noChoice(goal formula) bool {
	left := []formula{goal}
	for _, c := range b.inOrder {
		var next []formula
		for _, f := range left {
			if !b.fs.needs(f, c.source) {
				next = append(next, f)
				continue
			}
			for a := range c.alternatives {
				tags := []int32{a}
				if g := b.fs.assign(f, c.source, b.fs.answer(tags), tags); g != never && !slices.Contains(next, g) {
					next = append(next, g)
				}
			}
			if len(next) > fewChoices {
				return false
			}
		}
		left = next
	}
	return len(left) == 0
}

func accepts(m automaton.Machine, text string) bool {
	s := m.Start()
	for i := 0; i < len(text) && s != automaton.Dead; i++ {
		s = m.Step(s, text[i])
	}
	return s != automaton.Dead && len(m.Tags(s)) > 0
}

// domain is a variable's, made once.
func (b *binder) domain(name string) automaton.Machine {
	key := named{b.tokens, name}
	m, ok := b.domains[key]
	if !ok {
		m, _ = b.domainOf(name)
		b.domains[key] = m
	}
	return m
}

// solve walks a prepared goal. Variables whose domain rests on a fact that is
// not kept may be any text.
func (b *binder) solve(p *prepared, kept map[platformFact]bool, budget *budget) result {
	q := &question{fs: b.fs, goal: p.goal, threads: p.threads, choices: p.choices, budget: budget, shelf: &b.fs.shelf}
	for _, name := range p.vars {
		w := walked{name: name, domain: automaton.ValidUTF8()}
		if p.plain {
			w.domain = ascii()
		}
		if f := b.factOf(name); f.id == "" || kept[f] {
			w.domain = b.domain(name)
		}
		q.vars = append(q.vars, w)
	}
	return q.solve()
}
