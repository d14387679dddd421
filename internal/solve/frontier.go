package solve

// The nodes that a walk makes, kept for further use.

import "slices"

// A frontier holds the nodes that are made while one variable is walked. A node is
// the formula, the state of the domain, and the slots.
type frontier struct {
	cells  []int32
	parent []int32 // a node, or -1-entry
	via    []byte
	table  []int32
	stride int
}

// spare frontiers are free to be used again.
type spare struct{ free []*frontier }

func (f *spare) take(slots int) *frontier {
	if n := len(f.free); n > 0 {
		s := f.free[n-1]
		f.free = f.free[:n-1]
		s.stride = 2 + slots
		s.cells, s.parent, s.via = s.cells[:0], s.parent[:0], s.via[:0]
		s.table = s.table[:firstTable]
		clear(s.table)
		return s
	}
	return &frontier{stride: 2 + slots, table: make([]int32, firstTable), cells: make([]int32, 0, 512), parent: make([]int32, 0, 64), via: make([]byte, 0, 64)}
}

// A table begins small, since it has to be empty, and doubles in the memory that it
// had before. mostKept is the largest one that is kept for that.
const (
	firstTable = 128
	mostKept   = 1 << 14
)

func (f *spare) put(ss ...*frontier) {
	for _, s := range ss {
		if cap(s.table) <= mostKept {
			f.free = append(f.free, s)
		}
	}
}

func (s *frontier) count() int { return len(s.parent) }

func (s *frontier) node(i int32) []int32 { return s.cells[int(i)*s.stride : (int(i)+1)*s.stride] }

// put adds a node unless it is there.
func (s *frontier) put(n []int32, parent int32, via byte) (int32, bool) {
	h := uint64(14695981039346656037)
	for _, c := range n {
		h = (h ^ uint64(uint32(c))) * 1099511628211 //nolint:gosec // bits
	}
	h ^= h >> 29
	mask := uint64(len(s.table) - 1)
	i := h & mask
	for s.table[i] != 0 {
		at := s.table[i] - 1
		if slices.Equal(s.node(at), n) {
			return at, false
		}
		i = (i + 1) & mask
	}
	at := int32(len(s.parent)) //nolint:gosec // the budget ends first
	s.table[i] = at + 1
	s.cells = append(s.cells, n...)
	s.parent = append(s.parent, parent)
	s.via = append(s.via, via)
	if len(s.parent)*2 > len(s.table) {
		s.grow()
	}
	return at, true
}

func (s *frontier) grow() {
	if size := 2 * len(s.table); size <= cap(s.table) {
		s.table = s.table[:size]
		clear(s.table)
	} else {
		s.table = make([]int32, size)
	}
	mask := uint64(len(s.table) - 1)
	for at := range s.parent {
		h := uint64(14695981039346656037)
		for _, c := range s.node(int32(at)) { //nolint:gosec // the budget ends first
			h = (h ^ uint64(uint32(c))) * 1099511628211 //nolint:gosec // bits
		}
		h ^= h >> 29
		i := h & mask
		for s.table[i] != 0 {
			i = (i + 1) & mask
		}
		s.table[i] = int32(at) + 1 //nolint:gosec // the budget ends first
	}
}
