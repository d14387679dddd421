package automaton

// The machine of one glob.

import "github.com/cioidc/terraform-provider-cioidc/internal/pattern"

// A globMachine is one glob of fixed texts and stars. Between two stars the
// earliest place is always as good as a later one, so one number is enough: how
// much of all the fixed texts has been matched, with the fallback of Knuth,
// Morris and Pratt inside a fixed text.
type globMachine struct {
	text []byte  // the fixed texts, joined
	fail []State // where a state falls back to inside its fixed text; the start of one: itself
	from []State // the beginning of the state's fixed text
	free []bool  // a mismatch falls back instead of dying: a star stands before
	ends []State // for the last state of a fixed text that a star follows: the same number is the next one's start
	tail bool    // a star stands at the end
	last State   // beginning of the last fixed text
	tag  [1]int32
}

// newGlob makes the machine of a sequence without single-character wildcards.
func newGlob(seq pattern.Seq, tag int32) (Machine, bool) {
	n := 1
	for _, t := range seq {
		n += len(t.Text)
	}
	m := &globMachine{tag: [1]int32{tag}, text: make([]byte, 0, n), fail: make([]State, 0, n), from: make([]State, 0, n), free: make([]bool, 0, n)}
	star := false
	for _, t := range seq {
		switch t.Kind {
		case pattern.Ones:
			return nil, false
		case pattern.Star:
			star = true
		case pattern.Lit:
			m.add(t.Text, star)
			star = false
		}
	}
	m.tail = star
	if m.tail {
		m.last = State(len(m.text)) //nolint:gosec // shorter than a document
	}
	// The state behind everything: of the last fixed text, or of the last star.
	m.from = append(m.from, m.last)
	m.free = append(m.free, m.tail || len(m.free) > 0 && m.free[m.last])
	return m, true
}

func (m *globMachine) add(text string, star bool) {
	start := State(len(m.text)) //nolint:gosec // shorter than a document
	m.last = start
	m.text = append(m.text, text...)
	fail := make([]State, len(text)+1)
	fail[0] = -1
	for i, k := 1, State(0); i <= len(text); i++ {
		if i > 1 {
			for k > 0 && text[k] != text[i-1] {
				k = fail[k]
			}
			if text[k] == text[i-1] {
				k++
			}
		}
		fail[i] = k
	}
	for i := range len(text) {
		f := Dead
		if star && i > 0 {
			f = start + fail[i]
		}
		m.fail = append(m.fail, f)
		m.from = append(m.from, start)
		m.free = append(m.free, star)
	}
	// The fallback of the whole text, for a last one without a star behind it.
	m.ends = append(m.ends[:0], start+fail[len(text)])
}

func (m *globMachine) Start() State { return 0 }

func (m *globMachine) Step(s State, b byte) State {
	end := State(len(m.text)) //nolint:gosec // shorter than a document
	if s < 0 {
		return Dead
	}
	if s == end {
		if m.tail {
			return end
		}
		if !m.free[s] {
			return Dead
		}
		s = m.ends[0]
	}
	for {
		switch {
		case m.text[s] == b:
			return s + 1
		case !m.free[s]:
			return Dead
		case s == m.from[s]:
			return s
		}
		s = m.fail[s]
	}
}

func (m *globMachine) Tags(s State) []int32 {
	if int(s) == len(m.text) {
		return m.tag[:]
	}
	return nil
}

func (m *globMachine) Live(s State, set *Bytes) {
	switch {
	case s < 0:
		*set = Bytes{}
	case m.free[s]:
	case int(s) == len(m.text):
		*set = Bytes{}
	default:
		set.Only(m.text[s])
	}
}

func (m *globMachine) Cut(s State, cuts *Bytes) {
	if s < 0 {
		return
	}
	if int(s) == len(m.text) {
		if m.tail || !m.free[s] {
			return
		}
		s = m.ends[0]
	}
	for {
		cuts.AddCut(m.text[s])
		if !m.free[s] || s == m.from[s] {
			return
		}
		s = m.fail[s]
	}
}

func (m *globMachine) Settled(s State) bool {
	return s == Dead || m.tail && int(s) == len(m.text)
}

func (m *globMachine) Held() int { return 10 * len(m.text) }
