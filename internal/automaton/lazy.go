package automaton

// Machines that make their states as they are reached.

import (
	"math/bits"
	"slices"
)

// Bounded is a Machine that makes its states as they are reached and refuses to
// make too many. Once Over says true, what the machine says of states is
// worthless and the walk is to be given up.
type Bounded interface {
	Machine
	Over() bool
}

// What one machine may cost beside what it is made from. Making a transition
// touches the positions of the state that it leaves and of the one that it
// finds, at 3 to 10 ns each, and costs about as much as transitionWork more: five
// million positions are some 50 ms. A state takes 96 bytes, 4 for each position
// and 4 for each class of bytes, so 10 MiB are 75,000 states of the usual size;
// a thousand globs of the usual kind need 40,000 and four million positions. Two
// such machines and the walk over their product stay within 64 MiB and 200 ms.
const (
	lazyBytes      = 10 << 20
	lazyWork       = 5_000_000
	transitionWork = 24
)

// An nfa is an automaton that may be in many positions at a time. Numbers of
// positions are below size. The context is what must be known of the byte
// before: zero where nothing must.
type nfa interface {
	size() int
	start(to *places) (context byte)
	advance(from []int32, context, b byte, to *places) byte
	look(set []int32, context byte) view
	held() int
	weight() int // of work on a position, that on a glob's being one
}

// A view is what a set of positions says; see Machine. The tags may be reused
// by the next look.
type view struct {
	cuts, live Bytes
	tags       []int32
	settled    bool
}

// A lazy machine makes an nfa deterministic: a state is a set of positions, made
// when it is first reached.
type lazy struct {
	nfa    nfa
	to     places
	blocks [][]lazyState
	made   int
	table  []State // states by the hash of their sets, open addressing
	masks  []Bytes
	mask   map[Bytes]int32
	free   []int32 // what is left of the last slab
	bytes  int
	limit  int // of bytes
	work   int
	over   bool
	first  State
}

type lazyState struct {
	set        []int32
	row        []State // by the rank of the byte among the cuts
	tags       []int32
	cuts, live int32 // masks
	hash       uint32
	context    byte
	settled    bool
}

const (
	unmade    State = -2
	vacant    State = -1
	blockBits       = 4
	slab            = 1 << 12
	stateSize       = 96
)

func newLazy(n nfa) *lazy {
	l := &lazy{nfa: n, mask: map[Bytes]int32{}, table: make([]State, 64)}
	for i := range l.table {
		l.table[i] = vacant
	}
	l.to.init(n.size())
	l.bytes = n.held() + 8*len(l.to.in) + 4*len(l.table)
	l.limit = l.bytes + lazyBytes
	context := n.start(&l.to)
	l.first = l.state(context)
	return l
}

func (l *lazy) at(s State) *lazyState { return &l.blocks[s>>blockBits][s&(1<<blockBits-1)] }

func (l *lazy) Start() State { return l.first }

func (l *lazy) Step(s State, b byte) State {
	if s < 0 {
		return Dead
	}
	st := l.at(s)
	if st.row == nil {
		st.row = l.take(l.masks[st.cuts].count() + 1)
		for i := range st.row {
			st.row[i] = unmade
		}
	}
	i := l.masks[st.cuts].rank(b)
	if st.row[i] == unmade {
		if l.over {
			return Dead
		}
		context := l.nfa.advance(st.set, st.context, b, &l.to)
		l.work += transitionWork + l.nfa.weight()*(len(st.set)+len(l.to.list))
		t := l.state(context)
		if l.over {
			return Dead
		}
		st.row[i] = t
	}
	return st.row[i]
}

// state finds or makes the state of the positions in l.to, and empties it.
func (l *lazy) state(context byte) State {
	defer l.to.clear()
	if len(l.to.list) == 0 {
		return Dead
	}
	l.to.sort()
	set := l.to.list
	hash := uint32(2166136261) ^ uint32(context)
	for _, p := range set {
		hash = (hash ^ uint32(p)) * 16777619
		hash ^= hash >> 15
	}
	at := int(hash) & (len(l.table) - 1)
	for ; l.table[at] != vacant; at = (at + 1) & (len(l.table) - 1) {
		st := l.at(l.table[at])
		if st.hash == hash && st.context == context && slices.Equal(st.set, set) {
			return l.table[at]
		}
	}
	if l.over = l.over || l.bytes > l.limit || l.work > lazyWork; l.over {
		return Dead
	}
	v := l.nfa.look(set, context)
	s := State(l.made)
	if l.made>>blockBits == len(l.blocks) {
		l.blocks = append(l.blocks, make([]lazyState, 1<<blockBits))
		l.bytes += stateSize << blockBits
	}
	l.made++
	st := l.at(s)
	st.hash, st.context, st.settled = hash, context, v.settled
	st.cuts, st.live = l.intern(v.cuts), l.intern(v.live)
	st.set = l.take(len(set))
	copy(st.set, set)
	if len(v.tags) > 0 {
		st.tags = l.take(len(v.tags))
		copy(st.tags, v.tags)
	}
	l.table[at] = s
	if 2*l.made > len(l.table) {
		l.rehash()
	}
	return s
}

func (l *lazy) rehash() {
	l.bytes += 4 * len(l.table)
	l.table = make([]State, 2*len(l.table))
	for i := range l.table {
		l.table[i] = vacant
	}
	for s := range State(l.made) {
		at := int(l.at(s).hash) & (len(l.table) - 1)
		for l.table[at] != vacant {
			at = (at + 1) & (len(l.table) - 1)
		}
		l.table[at] = s
	}
}

// intern keeps each mask once: there are few, beside states.
func (l *lazy) intern(m Bytes) int32 {
	i, ok := l.mask[m]
	if !ok {
		i = int32(len(l.masks))
		l.mask[m] = i
		l.masks = append(l.masks, m)
		l.bytes += 128
	}
	return i
}

// take cuts a slice from the slab.
func (l *lazy) take(n int) []int32 {
	if n > len(l.free) {
		l.free = make([]int32, max(n, min(slab, 32+8*l.made)))
		l.bytes += 4 * len(l.free)
	}
	out := l.free[:n:n]
	l.free = l.free[n:]
	return out
}

func (l *lazy) Tags(s State) []int32 {
	if s < 0 {
		return nil
	}
	return l.at(s).tags
}

func (l *lazy) Live(s State, set *Bytes) {
	if s < 0 {
		*set = Bytes{}
		return
	}
	set.And(&l.masks[l.at(s).live])
}

func (l *lazy) Cut(s State, cuts *Bytes) {
	if s >= 0 {
		cuts.Or(&l.masks[l.at(s).cuts])
	}
}

func (l *lazy) Settled(s State) bool { return s < 0 || l.at(s).settled }
func (l *lazy) Held() int            { return l.bytes }

// Over reports that the machine has reached its bounds.
func (l *lazy) Over() bool { return l.over }

// rank is how many bytes of the set are at most b.
func (s *Bytes) rank(b byte) int {
	w := int(b >> 6)
	n := bits.OnesCount64(s[w] & (^uint64(0) >> (63 - b&63)))
	for i := range w {
		n += bits.OnesCount64(s[i])
	}
	return n
}

func (s *Bytes) count() int {
	return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) + bits.OnesCount64(s[2]) + bits.OnesCount64(s[3])
}

// places is a set of positions that is filled, read and emptied over and over.
type places struct {
	list []int32
	in   []uint64
	gone []int32 // scratch
}

func (p *places) init(size int) { p.in = make([]uint64, (size+63)/64) }

func (p *places) has(q int32) bool { return p.in[q>>6]&(1<<(q&63)) != 0 }

// add reports whether the position is new.
func (p *places) add(q int32) bool {
	if p.has(q) {
		return false
	}
	p.in[q>>6] |= 1 << (q & 63)
	p.list = append(p.list, q)
	return true
}

// drop takes the positions out for which f says so; f sees the set as it was.
func (p *places) drop(f func(q int32) bool) {
	kept := p.list[:0]
	p.gone = p.gone[:0]
	for _, q := range p.list {
		if f(q) {
			p.gone = append(p.gone, q)
		} else {
			kept = append(kept, q)
		}
	}
	for _, q := range p.gone {
		p.in[q>>6] &^= 1 << (q & 63)
	}
	p.list = kept
}

// sort orders the list; a long one is read off the bits, which costs less.
func (p *places) sort() {
	if len(p.list) < 32 || len(p.list)*8 < len(p.in) {
		slices.Sort(p.list)
		return
	}
	p.list = p.list[:0]
	for i, w := range p.in {
		for ; w != 0; w &= w - 1 {
			p.list = append(p.list, int32(i<<6+bits.TrailingZeros64(w)))
		}
	}
}

func (p *places) clear() {
	for _, q := range p.list {
		p.in[q>>6] = 0
	}
	p.list = p.list[:0]
}
