package solve

import (
	"maps"
	"slices"
	"strings"
)

// This file keeps account of the facts that answers rest on.

// A Fact is why a variable's values are what they are. Facts are comparable; they are
// ordered by their keys.
type Fact interface{ Key() string }

// A ledger notes the facts that were put back.
type ledger struct {
	kept   map[Fact]bool
	needed map[Fact]int // put back last before this proof, an index of proved
	proved []proved
	aside  bool // what is searched now is no part of the answer
}

// A proved is a goal without values.
type proved struct {
	*prepared
	space *Space
}

// Aside keeps what is searched until the returned function is called out of
// what the answer rests on.
func (s *Solver) Aside() (end func()) {
	kept, needed, proved, aside := maps.Clone(s.kept), maps.Clone(s.needed), len(s.proved), s.aside
	s.aside = true
	return func() { s.kept, s.needed, s.proved, s.aside = kept, needed, s.proved[:proved], aside }
}

// RestsOn lists the facts that were put back, by their keys.
func (s *Solver) RestsOn() []Fact {
	return slices.SortedFunc(maps.Keys(s.kept), func(a, b Fact) int { return strings.Compare(a.Key(), b.Key()) })
}

// Minimize takes facts away again that no proof needs, in order.
func (s *Solver) Minimize(budget *Budget) {
	for _, fact := range s.RestsOn() {
		first, needed := s.needed[fact]
		if len(s.kept) == 1 && needed {
			return // without it there was an example
		}
		fewer := maps.Clone(s.kept)
		delete(fewer, fact)
		fails := func(p proved) bool {
			if !slices.ContainsFunc(p.vars, func(v string) bool { return p.space.Domain(v).Fact == fact }) {
				return false // it was proved without
			}
			r := p.space.solve(p.prepared, fewer, budget)
			return r.found || r.over
		}
		// Most likely the goal for which it was put back needs it still.
		if needed && fails(s.proved[first]) || slices.ContainsFunc(s.proved, fails) {
			continue
		}
		s.kept = fewer
	}
}
