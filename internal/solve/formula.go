package solve

// Formulas, each of them once.

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// A Formula is a boolean combination of leaves, by number. Equal formulas have
// equal numbers, so that configurations of a walk merge when what is left to
// decide is the same.
type Formula = int32

// The constant formulas.
const (
	Never  Formula = 0 // false
	Always Formula = 1 // true
)

// A leaf belongs to a source (a machine, or a choice) and is one of its answers:
// the machine accepts with this tag, the choice is this alternative.
type leaf struct {
	source int32
	tag    int32
}

type nodeOp uint8

const (
	opConst nodeOp = iota
	opLeaf
	opNot
	opAll
	opAny
)

type node struct {
	op      nodeOp
	leaf    leaf
	kids    []Formula
	support []uint64 // sources that it depends on, a bit each
}

// Formulas makes and keeps formulas.
type Formulas struct {
	nodes   []node
	byKey   map[string]Formula
	buf     []byte
	flat    []Formula // scratch of combine
	stack   []Formula // scratch of substitute
	known   map[assignment]Formula
	stamp   []int32 // of memo, by node
	memo    []Formula
	moment  int32
	answers map[string]int32
	steps   int // of work, for the budget

	index map[sourceOf]*alternatives
	spare spare
	kids  []Formula // what is left of the slab that kids are cut from
	words []uint64  // and supports
}

// mostNodes is the most formulas that are used again.
const mostNodes = 10_000

// release forgets the formulas; it is false when their tables are too large to be used
// again.
func (fs *Formulas) release() bool {
	if len(fs.nodes) > mostNodes {
		return false
	}
	fs.nodes = fs.nodes[:2]
	clear(fs.byKey)
	clear(fs.known)
	clear(fs.answers)
	clear(fs.index)
	clear(fs.stamp)
	fs.moment, fs.steps = 0, 0
	return true
}

func (fs *Formulas) cutKids(n int) []Formula {
	if n > len(fs.kids) {
		fs.kids = make([]Formula, max(n, 512))
	}
	out := fs.kids[:n:n]
	fs.kids = fs.kids[n:]
	return out
}

func (fs *Formulas) cutWords(n int) []uint64 {
	if n > len(fs.words) {
		fs.words = make([]uint64, max(n, 512))
	}
	out := fs.words[:n:n]
	fs.words = fs.words[n:]
	return out
}

// An assignment is a formula, a source and its answer, which has a number.
type assignment struct {
	f      Formula
	source int32
	answer int32
}

func newFormulas() *Formulas {
	return &Formulas{
		nodes:   []node{{op: opConst}, {op: opConst}},
		byKey:   map[string]Formula{},
		known:   map[assignment]Formula{},
		answers: map[string]int32{},
		index:   map[sourceOf]*alternatives{},
	}
}

func (fs *Formulas) intern(n node) Formula {
	b := append(fs.buf[:0], byte(n.op))
	if n.op == opLeaf {
		b = binary.AppendVarint(b, int64(n.leaf.source))
		b = binary.AppendVarint(b, int64(n.leaf.tag))
	}
	for _, k := range n.kids {
		b = binary.AppendVarint(b, int64(k))
	}
	fs.buf = b
	if f, ok := fs.byKey[string(b)]; ok {
		return f
	}
	if n.op == opLeaf {
		n.support = fs.cutWords(int(n.leaf.source/64) + 1)
		n.support[n.leaf.source/64] |= 1 << (n.leaf.source % 64)
	} else {
		size := 0
		for _, k := range n.kids {
			size = max(size, len(fs.nodes[k].support))
		}
		n.support = fs.cutWords(size)
		for _, k := range n.kids {
			for i, w := range fs.nodes[k].support {
				n.support[i] |= w
			}
		}
		kids := fs.cutKids(len(n.kids))
		copy(kids, n.kids)
		n.kids = kids
	}
	f := Formula(len(fs.nodes)) //nolint:gosec // the budget ends first
	fs.nodes = append(fs.nodes, n)
	fs.byKey[string(b)] = f
	return f
}

func (fs *Formulas) leaf(source, tag int32) Formula {
	return fs.intern(node{op: opLeaf, leaf: leaf{source, tag}})
}

// Not is the formula that the other one does not hold.
func (fs *Formulas) Not(f Formula) Formula {
	switch {
	case f == Never:
		return Always
	case f == Always:
		return Never
	case fs.nodes[f].op == opNot:
		return fs.nodes[f].kids[0]
	}
	return fs.intern(node{op: opNot, kids: []Formula{f}})
}

// All holds when all kids do; of none it is true.
func (fs *Formulas) All(kids ...Formula) Formula { return fs.combine(opAll, Always, Never, kids) }

// Any holds when one kid does; of none it is false.
func (fs *Formulas) Any(kids ...Formula) Formula { return fs.combine(opAny, Never, Always, kids) }

func (fs *Formulas) combine(op nodeOp, neutral, absorbing Formula, kids []Formula) Formula {
	flat := fs.flat[:0]
	for _, k := range kids {
		switch {
		case k == absorbing:
			return absorbing
		case k == neutral:
		case fs.nodes[k].op == op:
			flat = append(flat, fs.nodes[k].kids...)
		default:
			flat = append(flat, k)
		}
	}
	fs.flat = flat
	slices.Sort(flat)
	flat = slices.Compact(flat)
	switch len(flat) {
	case 0:
		return neutral
	case 1:
		return flat[0]
	}
	// x and not x
	for _, k := range flat {
		if fs.nodes[k].op == opNot {
			if _, both := slices.BinarySearch(flat, fs.nodes[k].kids[0]); both {
				return absorbing
			}
		}
	}
	return fs.intern(node{op: op, kids: flat})
}

// Needs reports whether the formula depends on the source.
func (fs *Formulas) Needs(f Formula, source int32) bool {
	s := fs.nodes[f].support
	i := int(source / 64)
	return i < len(s) && s[i]&(1<<(source%64)) != 0
}

// sourcesOf lists what the formula depends on, ascending.
func (fs *Formulas) sourcesOf(f Formula) []int32 {
	var out []int32
	for w, word := range fs.nodes[f].support {
		for ; word != 0; word &= word - 1 {
			out = append(out, int32(w*64+bits.TrailingZeros64(word))) //nolint:gosec // a source
		}
	}
	return out
}

// assign is what is left of a formula when a source has answered: the leaves
// with one of the tags hold, its others do not. The answer's number stands for
// the tags.
func (fs *Formulas) assign(f Formula, source, answer int32, tags []int32) Formula {
	if !fs.Needs(f, source) {
		return f
	}
	key := assignment{f, source, answer}
	if g, ok := fs.known[key]; ok {
		return g
	}
	fs.moment++
	g := fs.substitute(f, source, tags)
	fs.known[key] = g
	return g
}

func (fs *Formulas) substitute(f Formula, source int32, tags []int32) Formula {
	if !fs.Needs(f, source) {
		return f
	}
	for len(fs.stamp) <= int(f) {
		fs.stamp = append(fs.stamp, 0)
		fs.memo = append(fs.memo, 0)
	}
	if fs.stamp[f] == fs.moment {
		return fs.memo[f]
	}
	n := fs.nodes[f]
	fs.steps++
	if n.op != opAny || len(n.kids) <= manyKids {
		fs.steps += len(n.kids)
	}
	var g Formula
	switch n.op {
	case opLeaf:
		g = Never
		if slices.Contains(tags, n.leaf.tag) {
			g = Always
		}
	case opNot:
		g = fs.Not(fs.substitute(n.kids[0], source, tags))
	case opAll, opAny:
		absorbing := Never
		if n.op == opAny {
			absorbing = Always
		}
		if n.op == opAny && len(n.kids) > manyKids {
			g = fs.pick(f, source, tags)
			break
		}
		base := len(fs.stack)
		absorbed := false
		for _, k := range n.kids {
			v := fs.substitute(k, source, tags)
			if absorbed = v == absorbing; absorbed {
				break
			}
			fs.stack = append(fs.stack, v)
		}
		g = absorbing
		if !absorbed {
			g = fs.combine(n.op, opNeutral(n.op), absorbing, fs.stack[base:])
		}
		fs.stack = fs.stack[:base]
	case opConst:
	}
	for len(fs.stamp) <= int(f) {
		fs.stamp = append(fs.stamp, 0)
		fs.memo = append(fs.memo, 0)
	}
	fs.stamp[f], fs.memo[f] = fs.moment, g
	return g
}

func opNeutral(op nodeOp) Formula {
	if op == opAll {
		return Always
	}
	return Never
}

// value is the formula's truth when every leaf's is known.
func (fs *Formulas) value(f Formula, truth func(leaf) bool) bool {
	n := fs.nodes[f]
	switch n.op {
	case opConst:
		return f == Always
	case opLeaf:
		return truth(n.leaf)
	case opNot:
		return !fs.value(n.kids[0], truth)
	case opAll:
		return !slices.ContainsFunc(n.kids, func(k Formula) bool { return !fs.value(k, truth) })
	default:
		return slices.ContainsFunc(n.kids, func(k Formula) bool { return fs.value(k, truth) })
	}
}

// answer is a number for a set of tags; 0 is the empty one.
func (fs *Formulas) answer(tags []int32) int32 {
	if len(tags) == 0 {
		return 0
	}
	if len(tags) == 1 {
		return 2*tags[0] + 1
	}
	b := fs.buf[:0]
	for _, t := range tags {
		b = binary.AppendVarint(b, int64(t))
	}
	fs.buf = b
	id, ok := fs.answers[string(b)]
	if !ok {
		id = 2*int32(len(fs.answers)) + 2 //nolint:gosec // the budget ends first
		fs.answers[string(b)] = id
	}
	return id
}

// replace puts formulas in the place of sources that have one answer.
func (fs *Formulas) replace(f Formula, by map[int32]Formula, done map[Formula]Formula) Formula {
	if g, ok := done[f]; ok {
		return g
	}
	n := fs.nodes[f]
	g := f
	switch n.op {
	case opConst:
	case opLeaf:
		if r, ok := by[n.leaf.source]; ok {
			g = r
		}
	case opNot:
		g = fs.Not(fs.replace(n.kids[0], by, done))
	case opAll, opAny:
		kids := make([]Formula, 0, len(n.kids))
		for _, k := range n.kids {
			kids = append(kids, fs.replace(k, by, done))
		}
		if n.op == opAll {
			g = fs.All(kids...)
		} else {
			g = fs.Any(kids...)
		}
	}
	done[f] = g
	return g
}

// manyKids is from when on alternatives are looked up by what a source says.
const manyKids = 16

// alternatives of a formula by the tag of a source that they want.
type alternatives struct {
	apart []Formula           // those that do not depend on the source
	byTag map[int32][]Formula // those that are conjunctions with a leaf of it
	other []Formula
}

type sourceOf struct {
	f      Formula
	source int32
}

// pick substitutes in a formula of many alternatives without looking at those
// that the answer rules out.
func (fs *Formulas) pick(f Formula, source int32, tags []int32) Formula {
	key := sourceOf{f, source}
	a, ok := fs.index[key]
	if !ok {
		a = &alternatives{byTag: map[int32][]Formula{}}
		for _, k := range fs.nodes[f].kids {
			tag, leaf := fs.wants(k, source)
			switch {
			case !fs.Needs(k, source):
				a.apart = append(a.apart, k)
			case leaf:
				a.byTag[tag] = append(a.byTag[tag], k)
			default:
				a.other = append(a.other, k)
			}
		}
		fs.steps += len(fs.nodes[f].kids)
		fs.index[key] = a
	}
	base := len(fs.stack)
	fs.stack = append(fs.stack, a.apart...)
	fs.steps += len(a.apart)
	for _, k := range a.other {
		fs.stack = append(fs.stack, fs.substitute(k, source, tags))
	}
	for _, t := range tags {
		for _, k := range a.byTag[t] {
			fs.stack = append(fs.stack, fs.substitute(k, source, tags))
		}
	}
	g := fs.Any(fs.stack[base:]...)
	fs.stack = fs.stack[:base]
	return g
}

// wants reports the tag of the source without which the formula is false.
func (fs *Formulas) wants(f Formula, source int32) (tag int32, ok bool) {
	n := &fs.nodes[f]
	if n.op == opLeaf && n.leaf.source == source {
		return n.leaf.tag, true
	}
	if n.op == opAll {
		for _, k := range n.kids {
			if l := &fs.nodes[k]; l.op == opLeaf && l.leaf.source == source {
				return l.leaf.tag, true
			}
		}
	}
	return 0, false
}
