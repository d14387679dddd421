package solve

// The search for values, part by part.

import (
	"slices"
	"sync"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
)

// Search looks for values of the goal. Parts of a conjunction that share no
// variable and no choice are looked at one by one: all must have values, and one
// without is enough for a no.
func (sp *Space) Search(goal Formula, budget *Budget) Finding {
	if goal == Never {
		return Finding{}
	}
	solved, whole := sp.results(), goal
	if f, ok := solved[whole]; ok {
		return f
	}
	all := Finding{Found: true, Values: map[string]string{}, Picks: map[int32]int32{}}
	goal = sp.pin(sp.propagate(goal), all.Values)
	if goal == Never {
		solved[whole] = Finding{}
		return Finding{}
	}
	parts := sp.parts(goal)
	for _, part := range parts {
		if f, ok := solved[part]; ok && !f.Found && !f.Over {
			solved[whole] = f
			return f
		}
	}
	for _, part := range parts {
		f, ok := solved[part]
		if !ok {
			f = sp.searchPart(part, budget)
			solved[part] = f
		}
		if f.Over || !f.Found {
			solved[whole] = f
			return f
		}
		for k, v := range f.Values {
			all.Values[k] = v
		}
		for k, v := range f.Picks {
			all.Picks[k] = v
		}
	}
	solved[whole] = all
	return all
}

// propagate puts what a conjunction demands by itself into its other parts.
func (s *Solver) propagate(goal Formula) Formula {
	n := s.nodes[goal]
	if n.op != opAll {
		return goal
	}
	var demanded, others []Formula
	for _, k := range n.kids {
		if s.nodes[k].op == opLeaf {
			demanded = append(demanded, k)
		} else {
			others = append(others, k)
		}
	}
	for i, k := range others {
		for _, d := range demanded {
			l := s.nodes[d].leaf
			if _, atom := s.byID[l.source]; atom {
				k = s.assign(k, l.source, s.answer([]int32{l.tag}), []int32{l.tag})
			}
		}
		others[i] = k
	}
	return s.All(append(demanded, others...)...)
}

// parts splits a conjunction.
func (s *Solver) parts(goal Formula) []Formula {
	n := &s.nodes[goal]
	if n.op != opAll {
		return []Formula{goal}
	}
	type part struct {
		kids  []Formula
		about []uint64
	}
	var parts []part
	for _, k := range n.kids {
		mine := part{[]Formula{k}, s.about(k)}
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
		return []Formula{goal}
	}
	out := make([]Formula, 0, len(parts))
	for _, p := range parts {
		out = append(out, s.All(p.kids...))
	}
	// Parts without choices first: they are the ones that have no values.
	slices.SortStableFunc(out, func(x, y Formula) int { return s.choicesIn(x) - s.choicesIn(y) })
	return out
}

func (s *Solver) choicesIn(f Formula) int {
	n := 0
	for _, id := range s.sourcesOf(f) {
		if _, ok := s.byID[id]; !ok {
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

// topics are the variables and choices of formulas, a bit each.
type topics struct {
	topicsOf map[Formula][]uint64
	bits     map[string]int
}

// about tells the variables and choices of a formula.
func (s *Solver) about(f Formula) []uint64 {
	if about, ok := s.topicsOf[f]; ok {
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
		n, ok := s.bits[name]
		if !ok {
			n = len(s.bits)
			s.bits[name] = n
		}
		return n
	}
	for _, id := range s.sourcesOf(f) {
		if a, ok := s.byID[id]; ok {
			for _, v := range a.text.Vars {
				set(bit(v))
			}
		} else {
			set(bit(s.choiceName(id)))
		}
	}
	s.topicsOf[f] = about
	return about
}

func (s *Solver) choiceName(source int32) string {
	for _, c := range s.inOrder {
		if c.Source == source {
			return "\x00" + c.Name
		}
	}
	return ""
}

// searchPart looks for values of a goal within the variables' domains. All
// domains that rest on facts begin as any text; a fact is put back, for good,
// whenever an example stands outside of a domain that rests on it.
func (sp *Space) searchPart(goal Formula, budget *Budget) Finding {
	switch {
	case goal == Always:
		return Finding{Found: true}
	case sp.noChoice(goal):
		return Finding{}
	}
	p := sp.prepare(goal)
	if p.tooBig {
		return Finding{Over: true}
	}
	var last Fact
	var without []Fact // what was heeded when something was last found
	for {
		r := sp.solve(p, sp.kept, budget)
		if r.over {
			return Finding{Over: true}
		}
		if !r.found {
			if last != nil {
				sp.needed[last] = len(sp.proved)
			}
			sp.proved = append(sp.proved, proved{p, sp, sp.heeded(p, sp.kept), without, last != nil})
			return Finding{}
		}
		outside := ""
		for _, v := range p.vars {
			if text, ok := r.values[v]; ok && !sp.Domain(v).Has(text) {
				outside = v
				break
			}
		}
		if outside == "" {
			return Finding{Found: true, Values: r.values, Picks: r.picks}
		}
		last, without = sp.Domain(outside).Fact, sp.heeded(p, sp.kept)
		sp.kept[last] = true
	}
}

// fewChoices bounds the combinations that are looked at before a search.
const fewChoices = 32

// noChoice reports that the goal fails whatever is chosen, and whatever texts are:
// then no machine need be made.
func (s *Solver) noChoice(goal Formula) bool {
	left := []Formula{goal}
	for _, c := range s.inOrder {
		if !slices.ContainsFunc(left, func(f Formula) bool { return s.Needs(f, c.Source) }) {
			continue
		}
		var next []Formula
		for _, f := range left {
			if !s.Needs(f, c.Source) {
				next = append(next, f)
				continue
			}
			for a := range c.Alternatives {
				tags := []int32{a}
				if g := s.assign(f, c.Source, s.answer(tags), tags); g != Never && !slices.Contains(next, g) {
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

// solve walks a prepared goal. Variables whose domain rests on a fact that is
// not kept may be any text.
func (sp *Space) solve(p *prepared, kept map[Fact]bool, budget *Budget) result {
	q := &question{fs: sp.Formulas, goal: p.goal, cursors: p.cursors, choices: p.choices, budget: budget, spare: &sp.spare}
	for _, name := range p.vars {
		w := walked{name: name, domain: automaton.ValidUTF8()}
		if p.plain {
			w.domain = ascii()
		}
		if d := sp.Domain(name); d.Fact == nil || kept[d.Fact] {
			w.domain = d.Machine
		}
		q.vars = append(q.vars, w)
	}
	return q.solve()
}

// ascii is any text of ASCII characters.
var ascii = sync.OnceValue(func() *automaton.DFA {
	lang, err := automaton.Whole(`[\x00-\x7f]*`)
	if err != nil {
		panic(err) // a constant
	}
	dfa, err := automaton.Compile([]automaton.Lang{lang}, nil, 100)
	if err != nil {
		panic(err) // a constant
	}
	return dfa
})
