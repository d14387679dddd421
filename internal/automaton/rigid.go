package automaton

// The machine of a sequence without stars.

import "github.com/cioidc/terraform-provider-cioidc/internal/pattern"

// A rigid machine is one sequence of fixed texts and single units, without
// stars. Its state is a place in the sequence and how much of a character has
// been read there.
type rigid struct {
	cells []int16 // a byte of a fixed text, or anyUnit
	tag   [1]int32
}

const anyUnit int16 = -1

// What has been read at a place. A unit of UTF-16 is a character of up to three
// bytes, or half of one of four.
const (
	atUnit   State = iota
	wantsOne       // one more byte of a character
	wantsTwo
	wantsHalf // one more byte of the first half
	inHalf    // between the halves
	wantsLast // one more byte of the second half
	unitParts
)

// newRigid makes the machine of a sequence without stars.
func newRigid(seq pattern.Seq, tag int32) (Machine, bool) {
	m := &rigid{tag: [1]int32{tag}}
	for _, t := range seq {
		switch t.Kind {
		case pattern.Star:
			return nil, false
		case pattern.Lit:
			for i := range len(t.Text) {
				m.cells = append(m.cells, int16(t.Text[i]))
			}
		case pattern.Ones:
			if t.N > maxSeqNodes {
				return nil, false
			}
			for range t.N {
				m.cells = append(m.cells, anyUnit)
			}
		}
	}
	return m, true
}

func (m *rigid) Start() State { return 0 }

func (m *rigid) Step(s State, b byte) State {
	if s < 0 {
		return Dead
	}
	at, part := s/unitParts, s%unitParts
	if int(at) == len(m.cells) {
		return Dead
	}
	next := at*unitParts + unitParts
	if c := m.cells[at]; c != anyUnit {
		if part == atUnit && int16(b) == c {
			return next
		}
		return Dead
	}
	inside := b >= 0x80 && b < 0xC0
	switch {
	case part == atUnit && b < 0x80:
		return next
	case part == atUnit && inside:
	case part == atUnit && b < 0xE0:
		return at*unitParts + wantsOne
	case part == atUnit && b < 0xF0:
		return at*unitParts + wantsTwo
	case part == atUnit && b < 0xF8:
		return at*unitParts + wantsHalf
	case !inside:
	case part == wantsOne || part == wantsLast:
		return next
	case part == wantsTwo:
		return at*unitParts + wantsOne
	case part == wantsHalf:
		return next + inHalf
	case part == inHalf:
		return at*unitParts + wantsLast
	}
	return Dead
}

func (m *rigid) Tags(s State) []int32 {
	if s >= 0 && s == State(len(m.cells))*unitParts { //nolint:gosec // no longer than a document
		return m.tag[:]
	}
	return nil
}

// Ranges of bytes by their part in UTF-8.
var (
	insideBytes = rangeOf(0x80, 0xBF)
	startBytes  = func() Bytes {
		s := rangeOf(0, 0x7F)
		more := rangeOf(0xC0, 0xF7)
		s.Or(&more)
		return s
	}()
	unitCuts = func() (s Bytes) {
		for _, b := range []byte{0x80, 0xC0, 0xE0, 0xF0, 0xF8} {
			s.Add(b)
		}
		return s
	}()
)

func rangeOf(lo, hi byte) (s Bytes) {
	s.AddRange(lo, hi)
	return s
}

func (m *rigid) Live(s State, set *Bytes) {
	if s < 0 || int(s/unitParts) >= len(m.cells) {
		*set = Bytes{}
		return
	}
	c, part := m.cells[s/unitParts], s%unitParts
	switch {
	case c == anyUnit && part == atUnit:
		set.And(&startBytes)
	case c == anyUnit:
		set.And(&insideBytes)
	case part == atUnit:
		set.Only(byte(c)) //nolint:gosec // a byte
	default:
		*set = Bytes{}
	}
}

func (m *rigid) Cut(s State, cuts *Bytes) {
	if s < 0 || int(s/unitParts) >= len(m.cells) {
		return
	}
	if c := m.cells[s/unitParts]; c != anyUnit {
		cuts.AddCut(byte(c)) //nolint:gosec // a byte
		return
	}
	cuts.Or(&unitCuts)
}

func (m *rigid) Settled(s State) bool { return s == Dead }
func (m *rigid) Held() int            { return 2 * len(m.cells) }
