package automaton

// The machine that looks at a part of a text.

import "encoding/binary"

// A partMachine is a preimage. Before the part it looks for the beginning, as
// Knuth, Morris and Pratt do. Inside it walks the inner machines, and looks for
// the end: bytes that may belong to the end are kept back until it turns out
// that they do not, and since they are the end's own beginning, nothing but
// their number has to be remembered.
type partMachine struct {
	p           *preimage
	before      matcher
	after       matcher
	inner       []Machine
	innerStart  []State
	startAccept bool // the inner language has the empty text
	tag         [1]int32
	states      []partState
	index       map[string]State
	held        int
}

type partPhase uint8

const (
	partBefore partPhase = iota // looking for the beginning
	partInside                  // inside, looking for the end
	partOpen                    // inside, there is no end
	partDone                    // the end was found, and the part is in the language
)

type partState struct {
	phase partPhase
	found int32   // occurrences of the beginning so far
	match State   // how much of the beginning, or of the end, was read last
	inner []State // of the inner machines, before the bytes kept back
	next  *[256]State
}

// notYet marks a step that has not been made.
const notYet State = -2

func (p *preimage) machine(tag int32) (Machine, error) {
	inner, err := Machines([]Tagged{{Lang: p.inner}})
	if err != nil {
		return nil, err
	}
	m := &partMachine{p: p, before: newMatcher(p.before), after: newMatcher(p.after), inner: inner, tag: [1]int32{tag}, index: map[string]State{}}
	for _, i := range inner {
		m.innerStart = append(m.innerStart, i.Start())
	}
	m.startAccept = m.accepts(m.innerStart)
	if p.times > 0 {
		m.state(partState{phase: partBefore})
	} else {
		m.enter()
	}
	return m, nil
}

// state is the number of a state; a state that no text leaves is Dead.
func (m *partMachine) state(s partState) State {
	switch s.phase {
	case partInside:
		if m.dead(s.inner) && (!m.p.lenient || !m.startAccept) {
			return Dead
		}
	case partOpen:
		if m.dead(s.inner) {
			return Dead
		}
	case partBefore, partDone:
	}
	if m.held > lazyBytes {
		return Dead // the walk is given up
	}
	key := make([]byte, 0, 16+4*len(s.inner))
	key = append(key, byte(s.phase))
	key = binary.LittleEndian.AppendUint32(key, uint32(s.found))
	key = binary.LittleEndian.AppendUint32(key, uint32(s.match))
	for _, i := range s.inner {
		key = binary.LittleEndian.AppendUint32(key, uint32(i))
	}
	if n, ok := m.index[string(key)]; ok {
		return n
	}
	n := State(len(m.states))
	m.index[string(key)] = n
	m.states = append(m.states, s)
	m.held += 96 + 2*len(key) + 4*len(s.inner)
	return n
}

// enter is the state at the part's first byte.
func (m *partMachine) enter() State {
	switch {
	case !m.p.ends:
		return m.state(partState{phase: partOpen, inner: m.innerStart})
	case m.p.after == "":
		return m.done(m.innerStart)
	}
	return m.state(partState{phase: partInside, inner: m.innerStart})
}

func (m *partMachine) done(inner []State) State {
	if !m.accepts(inner) {
		return Dead
	}
	return m.state(partState{phase: partDone})
}

func (m *partMachine) accepts(inner []State) bool {
	for i, s := range inner {
		if s != Dead && len(m.inner[i].Tags(s)) > 0 {
			return true
		}
	}
	return false
}

func (m *partMachine) dead(inner []State) bool {
	for _, s := range inner {
		if s != Dead {
			return false
		}
	}
	return true
}

// walk steps the inner machines over a text.
func (m *partMachine) walk(inner []State, text string) []State {
	if text == "" {
		return inner
	}
	out := make([]State, len(inner))
	for i, s := range inner {
		for j := 0; j < len(text) && s != Dead; j++ {
			s = m.inner[i].Step(s, text[j])
		}
		out[i] = s
	}
	return out
}

// Start implements Machine.
func (m *partMachine) Start() State {
	if len(m.states) == 0 {
		return Dead // the part is always empty, and the language has no empty text
	}
	return 0
}

// Step implements Machine.
func (m *partMachine) Step(s State, b byte) State {
	if s < 0 {
		return Dead
	}
	next := m.states[s].next
	if next == nil {
		next = new([256]State)
		for i := range next {
			next[i] = notYet
		}
		m.held += 4 * len(next)
		m.states[s].next = next
	}
	if next[b] == notYet {
		next[b] = m.step(m.states[s], b)
	}
	return next[b]
}

func (m *partMachine) step(s partState, b byte) State {
	switch s.phase {
	case partBefore:
		s.match = m.before.step(s.match, b)
		if int(s.match) < len(m.p.before) {
			return m.state(partState{phase: partBefore, found: s.found, match: s.match})
		}
		if int(s.found)+1 == m.p.times {
			return m.enter()
		}
		return m.state(partState{phase: partBefore, found: s.found + 1})
	case partOpen:
		return m.state(partState{phase: partOpen, inner: m.walk(s.inner, string([]byte{b}))})
	case partInside:
		match := m.after.step(s.match, b)
		if int(match) == len(m.p.after) {
			return m.done(s.inner)
		}
		// Of what was kept back and the new byte, the last match bytes stay back.
		seen := m.p.after[:s.match] + string([]byte{b})
		return m.state(partState{phase: partInside, match: match, inner: m.walk(s.inner, seen[:len(seen)-int(match)])})
	case partDone:
	}
	return m.state(partState{phase: partDone})
}

// Tags implements Machine.
func (m *partMachine) Tags(s State) []int32 {
	if s < 0 {
		return nil
	}
	in := true
	switch st := m.states[s]; st.phase {
	case partBefore:
		in = m.p.lenient && m.startAccept
	case partInside:
		if m.p.lenient {
			in = m.startAccept
		} else {
			in = m.accepts(m.walk(st.inner, m.p.after[:st.match]))
		}
	case partOpen:
		in = m.accepts(st.inner)
	case partDone:
	}
	if in {
		return m.tag[:]
	}
	return nil
}

// Live implements Machine.
func (m *partMachine) Live(s State, set *Bytes) {
	if s < 0 {
		*set = Bytes{}
		return
	}
	if m.states[s].phase != partOpen {
		return
	}
	var live Bytes
	for i, in := range m.states[s].inner {
		if in != Dead {
			mine := *set
			m.inner[i].Live(in, &mine)
			live.Or(&mine)
		}
	}
	*set = live
}

// Cut implements Machine.
func (m *partMachine) Cut(s State, cuts *Bytes) {
	if s < 0 {
		return
	}
	st := m.states[s]
	inner := st.inner
	switch st.phase {
	case partBefore:
		m.before.cut(st.match, cuts)
		return
	case partInside:
		m.after.cut(st.match, cuts)
		inner = m.walk(inner, m.p.after[:st.match])
	case partOpen:
	case partDone:
		return
	}
	for i, in := range inner {
		if in != Dead {
			m.inner[i].Cut(in, cuts)
		}
	}
}

// Settled implements Machine.
func (m *partMachine) Settled(s State) bool {
	if s < 0 {
		return true
	}
	switch st := m.states[s]; st.phase {
	case partDone:
		return true
	case partOpen:
		for i, in := range st.inner {
			if in != Dead && !m.inner[i].Settled(in) {
				return false
			}
		}
		return true
	case partBefore, partInside:
	}
	return false
}

// Held implements Machine.
func (m *partMachine) Held() int {
	n := m.held
	for _, i := range m.inner {
		n += i.Held()
	}
	return n
}

// Over implements Bounded.
func (m *partMachine) Over() bool {
	for _, i := range m.inner {
		if b, ok := i.(Bounded); ok && b.Over() {
			return true
		}
	}
	return m.held > lazyBytes
}

// A matcher finds a text; a state is how much of it was read last.
type matcher struct {
	text string
	fail []State
}

func newMatcher(text string) matcher {
	fail := make([]State, len(text)+1)
	k := State(0)
	for i := 1; i < len(text); i++ {
		for k > 0 && text[k] != text[i] {
			k = fail[k]
		}
		if text[k] == text[i] {
			k++
		}
		fail[i+1] = k
	}
	return matcher{text, fail}
}

// step is never called behind a whole occurrence.
func (m matcher) step(s State, b byte) State {
	for {
		if m.text[s] == b {
			return s + 1
		}
		if s == 0 {
			return 0
		}
		s = m.fail[s]
	}
}

func (m matcher) cut(s State, cuts *Bytes) {
	for {
		cuts.AddCut(m.text[s])
		if s == 0 {
			return
		}
		s = m.fail[s]
	}
}
