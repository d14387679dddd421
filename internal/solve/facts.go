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
	// with are the facts about its variables by which it has none; with those in
	// without alone, if that is known, it has some.
	with, without []Fact
	tried         bool // without is known
}

// heeded are the kept facts that the goal's variables rest on.
func (sp *Space) heeded(p *prepared, kept map[Fact]bool) (out []Fact) {
	for _, v := range p.vars {
		if f := sp.Domain(v).Fact; f != nil && kept[f] && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// within reports that all of some facts are among others.
func within(some, others []Fact) bool {
	return !slices.ContainsFunc(some, func(f Fact) bool { return !slices.Contains(others, f) })
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
		fails := func(i int) bool {
			p := &s.proved[i]
			heeded := p.space.heeded(p.prepared, fewer)
			switch { // the more is heeded, the less has values
			case within(p.with, heeded):
				return false
			case p.tried && within(heeded, p.without):
				return true
			}
			r := p.space.solve(p.prepared, fewer, budget)
			if !r.found && !r.over {
				p.with = heeded
			}
			return r.found || r.over
		}
		// Most likely the goal for which it was put back needs it still.
		fail := needed && fails(first)
		for i := 0; i < len(s.proved) && !fail; i++ {
			fail = fails(i)
		}
		if !fail {
			s.kept = fewer
		}
	}
}
