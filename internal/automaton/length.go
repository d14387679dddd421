package automaton

// Languages of texts by their length.

import "strconv"

func decimal(n int) string { return strconv.Itoa(n) }

// Shorter is the language of the texts of at most limit bytes.
func Shorter(limit int) Lang { return Lang{terms: []term{shorter(limit)}} }

// NonEmpty is the language of all texts but the empty one.
func NonEmpty() Lang { return Lang{terms: []term{nonEmpty{}}} }

// shorter is a number of bytes.
type shorter int

func (n shorter) key() string            { return "shorter" + decimal(int(n)) }
func (n shorter) match(text string) bool { return len(text) <= int(n) }

func (n shorter) machine(tag int32) (Machine, error) {
	return &countMachine{most: State(n), tag: [1]int32{tag}}, nil
}

type nonEmpty struct{}

func (nonEmpty) key() string            { return "nonempty" }
func (nonEmpty) match(text string) bool { return text != "" }

func (nonEmpty) machine(tag int32) (Machine, error) {
	return &countMachine{least: 1, most: 1, endless: true, tag: [1]int32{tag}}, nil
}

// A countMachine counts bytes: a state is their number.
type countMachine struct {
	least, most State
	endless     bool // most and more are one state
	tag         [1]int32
}

func (m *countMachine) Start() State { return 0 }

func (m *countMachine) Step(s State, _ byte) State {
	switch {
	case s >= 0 && s < m.most:
		return s + 1
	case s == m.most && m.endless:
		return s
	}
	return Dead
}

func (m *countMachine) Tags(s State) []int32 {
	if s >= m.least {
		return m.tag[:]
	}
	return nil
}

func (m *countMachine) Live(s State, set *Bytes) {
	if m.Step(s, 0) == Dead {
		*set = Bytes{}
	}
}

func (m *countMachine) Cut(State, *Bytes) {}

func (m *countMachine) Settled(s State) bool { return s == Dead || m.endless && s == m.most }

func (m *countMachine) Held() int { return 32 }
