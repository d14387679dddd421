package automaton

// Finished machines, which any number of goroutines may walk.

import (
	"errors"
	"sync"
)

// A DFA is a finished machine: minimal, with all its states. It never changes,
// so any number of goroutines may walk it. Its tag is 0.
type DFA struct {
	start   State
	class   [256]uint8
	classes int
	next    []State // by state and class
	states  []dfaState
	ends    runEnds
}

type dfaState struct {
	live, cuts Bytes
	accepts    bool
}

// ErrManyStates says that a DFA would have more states than it may.
var ErrManyStates = errors.New("the language has too many states")

// Compile makes the DFA of the texts that are in all of within and in none of
// without. States of the product on the way to it are bounded too, at eight for
// one of the result.
func Compile(within, without []Lang, maxStates int) (*DFA, error) {
	p, err := newProduct(ValidUTF8(), within, without)
	if err != nil {
		return nil, err
	}
	g, err := explore(p, 8*maxStates)
	if err != nil {
		return nil, err
	}
	d := g.minimal()
	if len(d.states) > maxStates {
		return nil, ErrManyStates
	}
	return d, nil
}

// A stretch is a run of bytes that lead from a state to another one.
type stretch struct {
	lo, hi byte
	to     int32
}

// A graph is an automaton as it was found, with stretches that ascend and do
// not overlap. State 0 is the start.
type graph struct {
	edges   [][]stretch
	accepts []bool
}

// explore finds all states of a product.
func explore(p *product, maxStates int) (*graph, error) {
	g := &graph{}
	if _, ok := p.start(); !ok {
		if p.over() {
			return nil, ErrManyStates
		}
		return g, nil
	}
	for n := 0; n < p.count; n++ {
		if n > maxStates {
			return nil, ErrManyStates
		}
		var out []stretch
		p.edges(int32(n))
		at := 0
		for {
			b, ok := p.live.Next(at)
			if !ok {
				break
			}
			end := 256
			if c, ok := p.cuts.Next(int(b) + 1); ok {
				end = int(c)
			}
			if to, _, ok := p.step(int32(n), b); ok {
				if k := len(out); k > 0 && out[k-1].to == to && int(out[k-1].hi)+1 == int(b) {
					out[k-1].hi = byte(end - 1)
				} else {
					out = append(out, stretch{b, byte(end - 1), to})
				}
			}
			if at = end; at > 255 {
				break
			}
		}
		if p.over() {
			return nil, ErrManyStates
		}
		g.edges = append(g.edges, out)
		g.accepts = append(g.accepts, p.accepts(int32(n)))
	}
	return g, nil
}

// ValidUTF8 is the DFA of all texts.
func ValidUTF8() *DFA { return validUTF8() }

var validUTF8 = sync.OnceValue(func() *DFA {
	// The character's code, with its end led back to the start.
	c := newRuneCode(everyRune)
	g := &graph{accepts: make([]bool, len(c.nodes))}
	g.accepts[0] = true
	for _, edges := range c.nodes {
		var out []stretch
		for _, e := range edges {
			out = append(out, stretch{e.lo, e.hi, max(e.to, 0)})
		}
		g.edges = append(g.edges, out)
	}
	return g.minimal()
})

// Start implements Machine.
func (d *DFA) Start() State { return d.start }

// Step implements Machine.
func (d *DFA) Step(s State, b byte) State {
	if s < 0 {
		return Dead
	}
	return d.next[int(s)*d.classes+int(d.class[b])]
}

var tagZero = []int32{0}

// Tags implements Machine.
func (d *DFA) Tags(s State) []int32 {
	if s >= 0 && d.states[s].accepts {
		return tagZero
	}
	return nil
}

// Live implements Machine.
func (d *DFA) Live(s State, set *Bytes) {
	if s < 0 {
		*set = Bytes{}
		return
	}
	set.And(&d.states[s].live)
}

// Cut implements Machine.
func (d *DFA) Cut(s State, cuts *Bytes) {
	if s >= 0 {
		cuts.Or(&d.states[s].cuts)
	}
}

// Settled implements Machine. From every other state some bytes lead to a text
// and some, that are no UTF-8, do not.
func (d *DFA) Settled(s State) bool { return s < 0 }

// Held implements Machine.
func (d *DFA) Held() int { return 256 + 4*len(d.next) + 72*len(d.states) }

// States is how many states the DFA has, without the dead one.
func (d *DFA) States() int { return len(d.states) }

// Empty reports whether the DFA has no text.
func (d *DFA) Empty() bool { return d.start == Dead }

// Match reports whether the DFA has the text.
func (d *DFA) Match(text string) bool {
	s := d.start
	for i := 0; i < len(text) && s >= 0; i++ {
		s = d.Step(s, text[i])
	}
	return s >= 0 && d.states[s].accepts
}
