// Package solve finds values of variables that make a formula true, or proves
// that there are none. It knows nothing of tokens: a formula is about texts over
// variables, each in some language, and about choices.
//
// A Solver makes formulas: In asks whether a text is in a language, Choose for an
// alternative, All, Any and Not combine. A Space says what the values of variables
// can be, and on which fact that rests; Search looks for values in it. It walks the
// variables in order, byte by byte, through the automata of all the texts that they
// stand in, and puts into the formula what has been decided (walk.go). Domains begin
// as any text; a fact is put back when what was found stands outside of it, and what
// had to be put back is what an answer rests on (facts.go).
package solve

import (
	"sync"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
)

// This file holds what one question needs as a whole.

// A Solver makes the formulas of one comparison and searches them. All that it
// makes is shared: whatever asks the same is solved once.
type Solver struct {
	*Formulas
	leaves
	machinery
	topics
	ledger
}

// solvers are used again: their tables are large, and most comparisons are small.
var solvers = sync.Pool{New: func() any { return emptied(&Solver{Formulas: newFormulas()}) }}

// New is a solver; Release hands it back.
func New() *Solver { return solvers.Get().(*Solver) } //nolint:forcetypeassert // nothing else is in it

// Release hands the solver back. No formula of it is to be used any more.
func (s *Solver) Release() {
	if s.release() {
		solvers.Put(emptied(s))
	}
}

// emptied is the solver with its tables and nothing else.
func emptied(s *Solver) *Solver {
	*s = Solver{
		Formulas:  s.Formulas,
		leaves:    leaves{langIDs: none(s.langIDs), texts: none(s.texts), atoms: none(s.atoms), byID: none(s.byID), choices: none(s.choices)},
		machinery: machinery{ready: none(s.ready), machines: none(s.machines), readers: none(s.readers)},
		topics:    topics{topicsOf: none(s.topicsOf), bits: none(s.bits)},
		ledger:    ledger{kept: none(s.kept), needed: none(s.needed)},
	}
	return s
}

// none is the map, or a new one, with nothing in it.
func none[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	clear(m)
	return m
}

// A Domain is what a variable's values can be: the texts that the machine accepts. The
// fact is why; nil: it is no matter of facts.
type Domain struct {
	Machine automaton.Machine
	Fact    Fact
}

// Has reports whether the text is a value.
func (d Domain) Has(text string) bool {
	m := d.Machine
	s := m.Start()
	for i := 0; i < len(text) && s != automaton.Dead; i++ {
		s = m.Step(s, text[i])
	}
	return s != automaton.Dead && len(m.Tags(s)) > 0
}

// A Space says what the values of variables can be.
type Space struct {
	*Solver
	domainOf func(variable string) Domain
	domains  map[string]Domain
	// Goals that were searched; those of the second are no part of what answers rest on.
	solved, solvedAside map[Formula]Finding
}

// Space is a space of values; domain is asked once for each variable.
func (s *Solver) Space(domain func(variable string) Domain) *Space {
	return &Space{Solver: s, domainOf: domain, domains: map[string]Domain{}, solved: map[Formula]Finding{}, solvedAside: map[Formula]Finding{}}
}

// Domain is the variable's.
func (sp *Space) Domain(variable string) Domain {
	d, ok := sp.domains[variable]
	if !ok {
		d = sp.domainOf(variable)
		sp.domains[variable] = d
	}
	return d
}

// results are where findings of now are kept.
func (sp *Space) results() map[Formula]Finding {
	if sp.aside {
		return sp.solvedAside
	}
	return sp.solved
}

// A Finding is what a search came to.
type Finding struct {
	Over   bool // the budget ended first
	Found  bool
	Values map[string]string
	Picks  map[int32]int32 // choice's source → alternative
}
