package solve

// The machine of what a word does to another machine.

import (
	"encoding/binary"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
)

// words is the machine of what a word does to another machine, whatever state
// that is in when the word begins: a state is a function from states to states.
// It is for variables that stand in a term behind one that is walked later, or
// twice: they are walked before it is known where the machine will be.
type words struct {
	of     automaton.Machine
	from   []automaton.State       // the states that the machine can be in, the arguments
	place  map[automaton.State]int // of an argument
	to     [][]automaton.State     // function → its results
	byKey  map[string]automaton.State
	moves  map[uint64]automaton.State
	buf    []byte
	scrap  []automaton.State
	bytes  int
	tooBig bool
}

// Limits of words: a machine of more states, or functions of more bytes, are
// given up.
const (
	mostArguments = 2000
	mostWordBytes = 16 << 20
)

func newWords(m automaton.Machine) *words {
	w := &words{of: m, place: map[automaton.State]int{}, byKey: map[string]automaton.State{}, moves: map[uint64]automaton.State{}}
	add := func(s automaton.State) {
		if _, ok := w.place[s]; !ok && s != automaton.Dead {
			w.place[s] = len(w.from)
			w.from = append(w.from, s)
		}
	}
	add(m.Start())
	for i := 0; i < len(w.from) && len(w.from) <= mostArguments; i++ {
		cuts, live := automaton.Bytes{}, automaton.AllBytes
		m.Cut(w.from[i], &cuts)
		m.Live(w.from[i], &live)
		live.Representatives(&cuts, func(b byte) { add(m.Step(w.from[i], b)) })
	}
	w.tooBig = len(w.from) > mostArguments
	w.function(w.from)
	return w
}

// function is the number of a function, given by its results.
func (w *words) function(to []automaton.State) automaton.State {
	b := w.buf[:0]
	for _, s := range to {
		b = binary.AppendVarint(b, int64(s))
	}
	w.buf = b
	if f, ok := w.byKey[string(b)]; ok {
		return f
	}
	f := automaton.State(len(w.to)) //nolint:gosec // bounded by the bytes
	w.to = append(w.to, append([]automaton.State(nil), to...))
	w.byKey[string(b)] = f
	w.bytes += 8*len(to) + len(b)
	w.tooBig = w.tooBig || w.bytes > mostWordBytes
	return f
}

// apply is the state behind a word that the machine read from s on.
func (w *words) apply(f, s automaton.State) automaton.State {
	if f < 0 || s < 0 {
		return automaton.Dead
	}
	return w.to[f][w.place[s]]
}

func (w *words) Start() automaton.State { return 0 }

func (w *words) Step(f automaton.State, b byte) automaton.State {
	if f < 0 || w.tooBig {
		return automaton.Dead
	}
	key := uint64(f)<<8 | uint64(b) //nolint:gosec // not negative
	if g, ok := w.moves[key]; ok {
		return g
	}
	w.scrap = w.scrap[:0]
	dead := true
	for _, s := range w.to[f] {
		n := w.of.Step(s, b)
		dead = dead && n == automaton.Dead
		w.scrap = append(w.scrap, n)
	}
	g := automaton.Dead
	if !dead {
		g = w.function(w.scrap)
	}
	w.moves[key] = g
	w.bytes += 24
	return g
}

func (w *words) Tags(automaton.State) []int32 { return nil }

func (w *words) Live(automaton.State, *automaton.Bytes) {}

func (w *words) Cut(f automaton.State, cuts *automaton.Bytes) {
	if f < 0 {
		return
	}
	for _, s := range w.to[f] {
		if s >= 0 {
			w.of.Cut(s, cuts)
		}
	}
}

func (w *words) Settled(automaton.State) bool { return false }
func (w *words) Held() int                    { return w.bytes }

// Over reports that there are too many functions to go on.
func (w *words) Over() bool {
	b, is := w.of.(automaton.Bounded)
	return w.tooBig || is && b.Over()
}
