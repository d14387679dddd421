package automaton

// The automaton of a list of sequences.

import (
	"errors"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// seqs is the automaton of a list of sequences: a trie whose edges are bytes,
// UTF-16 units and stars, so that equal beginnings and their wildcards are
// shared. Made deterministic it behaves like Aho and Corasick's automaton.
//
// A run of wildcards is "at least n units" or "exactly n units", and is spelled
// with the units first: ?*, never *?. Behind a star there is then always a fixed
// text or the end. A fixed text begins with a byte that stands nowhere inside a
// character, so a star may run over bytes, and a unit never begins inside a
// character of two or three bytes.
type seqs struct {
	nodes []seqNode
	sink  map[int32]int32 // by tag: the node that a star at the end leads to
	tags  []int32
}

// A seqNode is a position: what stands before it has been read.
type seqNode struct {
	kids []kid   // by byte, ascending
	tags []int32 // of the sequences that end here
	unit int32   // the node behind one unit more; none: 0
	star int32   // the node of a star that begins here; none: 0
	via  int32   // the star's node that every way to an end leads through; none: 0
	sole int32   // the only tag that can still be told; several: severalTags
	kind seqKind
}

type kid struct {
	b  byte
	to int32
}

type seqKind uint8

const (
	plainNode seqKind = iota
	starNode          // every byte stays here
	lastByte          // in a unit, one byte before the node that is one before this
	twoBytes          // in a unit, one byte before the node that is one before this
	sinkNode          // a star at the end: accepted whatever follows
)

const severalTags = -1

// maxSeqNodes bounds a trie: a node is some 110 bytes, so it holds 14 MiB at most.
const maxSeqNodes = 1 << 17

var errLongPatterns = errors.New("the patterns are too long to be decided together")

// newSeqs makes the machine of a list of sequences.
func newSeqs(list []taggedSeq) (Machine, error) {
	a := &seqs{nodes: make([]seqNode, 1, 32), sink: map[int32]int32{}}
	for _, s := range list {
		if err := a.insert(s); err != nil {
			return nil, err
		}
	}
	a.finish()
	return newLazy(a), nil
}

func (a *seqs) insert(s taggedSeq) error {
	at, units, loose := int32(0), 0, false
	flush := func() error {
		if units > maxSeqNodes {
			return errLongPatterns
		}
		for ; units > 0; units-- {
			if at = a.unit(at); len(a.nodes) > maxSeqNodes {
				return errLongPatterns
			}
		}
		if loose {
			at = a.star(at)
		}
		loose = false
		return nil
	}
	for _, t := range s.seq {
		switch t.Kind {
		case pattern.Ones:
			units += t.N
		case pattern.Star:
			loose = true
		case pattern.Lit:
			if err := flush(); err != nil {
				return err
			}
			for i := range len(t.Text) {
				at = a.kid(at, t.Text[i])
			}
		}
		if len(a.nodes) > maxSeqNodes {
			return errLongPatterns
		}
	}
	if err := flush(); err != nil {
		return err
	}
	n := &a.nodes[at]
	if i, found := slices.BinarySearch(n.tags, s.tag); !found {
		n.tags = slices.Insert(n.tags, i, s.tag)
	}
	return nil
}

func (a *seqs) add(kind seqKind) int32 {
	a.nodes = append(a.nodes, seqNode{kind: kind})
	return int32(len(a.nodes) - 1)
}

func (a *seqs) kid(at int32, b byte) int32 {
	i, found := slices.BinarySearchFunc(a.nodes[at].kids, b, func(k kid, b byte) int { return int(k.b) - int(b) })
	if !found {
		to := a.add(plainNode)
		a.nodes[at].kids = slices.Insert(a.nodes[at].kids, i, kid{b, to})
	}
	return a.nodes[at].kids[i].to
}

func (a *seqs) unit(at int32) int32 {
	if a.nodes[at].unit == 0 {
		to := a.add(plainNode)
		a.add(lastByte)
		a.add(twoBytes)
		a.nodes[at].unit = to
	}
	return a.nodes[at].unit
}

func (a *seqs) star(at int32) int32 {
	if a.nodes[at].star == 0 {
		to := a.add(starNode)
		a.nodes[at].star = to
	}
	return a.nodes[at].star
}

// finish finds out what a node can still lead to, from the ends backward: nodes
// are numbered behind those that lead to them.
func (a *seqs) finish() {
	count := int32(len(a.nodes))
	for i := count - 1; i >= 0; i-- {
		n := &a.nodes[i]
		if n.kind == lastByte || n.kind == twoBytes {
			continue
		}
		first, ways, tags := true, int32(0), int32(severalTags)
		lead := func(via, sole int32) {
			if first {
				first, ways, tags = false, via, sole
				return
			}
			if ways != via {
				ways = 0
			}
			if tags != sole {
				tags = severalTags
			}
		}
		for _, t := range n.tags {
			lead(0, t)
		}
		for _, k := range n.kids {
			lead(a.nodes[k.to].via, a.nodes[k.to].sole)
		}
		if n.unit != 0 {
			u := &a.nodes[n.unit]
			lead(u.via, u.sole)
			for _, mid := range []int32{n.unit + 1, n.unit + 2} {
				a.nodes[mid].via, a.nodes[mid].sole = u.via, u.sole
			}
		}
		if n.star != 0 {
			lead(n.star, a.nodes[n.star].sole)
		}
		n.via, n.sole = ways, tags
	}
	for i := range count {
		if a.nodes[i].kind != starNode {
			continue
		}
		for _, t := range a.nodes[i].tags {
			if _, ok := a.sink[t]; !ok {
				to := a.add(sinkNode)
				a.nodes[to].tags = []int32{t}
				a.sink[t] = to
			}
		}
	}
}

func (a *seqs) size() int { return len(a.nodes) }

func (a *seqs) weight() int { return 1 }

func (a *seqs) held() int {
	n := 96 * cap(a.nodes)
	for i := range a.nodes {
		n += 8*cap(a.nodes[i].kids) + 4*cap(a.nodes[i].tags)
	}
	return n + 48*len(a.sink)
}

func (a *seqs) start(to *places) byte {
	a.enter(0, to)
	a.prune(to)
	return 0
}

// enter adds a node and the star that begins at it.
func (a *seqs) enter(at int32, to *places) {
	n := &a.nodes[at]
	if len(n.kids) > 0 || n.unit != 0 || len(n.tags) > 0 {
		to.add(at)
	}
	if n.star == 0 {
		return
	}
	s := &a.nodes[n.star]
	if len(s.kids) > 0 {
		to.add(n.star)
	}
	for _, t := range s.tags {
		to.add(a.sink[t])
	}
}

func (a *seqs) advance(from []int32, _, b byte, to *places) byte {
	for _, at := range from {
		n := &a.nodes[at]
		switch n.kind {
		case sinkNode:
			to.add(at)
			continue
		case lastByte:
			if b&0xc0 == 0x80 {
				a.enter(at-1, to)
			}
			continue
		case twoBytes:
			if b&0xc0 == 0x80 {
				to.add(at - 1)
			}
			continue
		case starNode:
			to.add(at)
		case plainNode:
		}
		if k, ok := n.next(b); ok {
			a.enter(k, to)
		}
		if n.unit != 0 {
			switch {
			case b < 0x80:
				a.enter(n.unit, to)
			case b>>4 == 0xe:
				to.add(n.unit + 2)
			default: // of two bytes, or either half of four
				to.add(n.unit + 1)
			}
		}
	}
	a.prune(to)
	return 0
}

func (n *seqNode) next(b byte) (int32, bool) {
	if len(n.kids) > 8 {
		i, ok := slices.BinarySearchFunc(n.kids, b, func(k kid, b byte) int { return int(k.b) - int(b) })
		if !ok {
			return 0, false
		}
		return n.kids[i].to, true
	}
	for _, k := range n.kids {
		if k.b == b {
			return k.to, true
		}
	}
	return 0, false
}

// prune drops what says nothing new. Who has reached a star need not look for
// the way to it again; who has accepted for good need not accept again.
func (a *seqs) prune(to *places) {
	to.drop(func(at int32) bool {
		n := &a.nodes[at]
		if n.kind == sinkNode {
			return false
		}
		if n.via != 0 && n.via != at && to.has(n.via) {
			return true
		}
		if n.sole == severalTags || len(a.sink) == 0 {
			return false
		}
		sink, ok := a.sink[n.sole]
		return ok && to.has(sink)
	})
}

func (a *seqs) look(set []int32, _ byte) view {
	v := view{settled: true}
	a.tags = a.tags[:0]
	for _, at := range set {
		n := &a.nodes[at]
		switch n.kind {
		case sinkNode:
			v.live = AllBytes
			a.tags = append(a.tags, n.tags...)
			continue
		case lastByte, twoBytes:
			v.settled = false
			v.live[2] = ^uint64(0) // 0x80 to 0xbf
			v.cuts.Add(0x80)
			v.cuts.Add(0xc0)
			continue
		case starNode:
			v.live = AllBytes
		case plainNode:
			a.tags = append(a.tags, n.tags...)
		}
		v.settled = false
		for _, k := range n.kids {
			v.live.Add(k.b)
			v.cuts.AddCut(k.b)
		}
		if n.unit != 0 {
			v.live = AllBytes
			v.cuts.Add(0x80)
			v.cuts.Add(0xe0)
			v.cuts.Add(0xf0)
		}
	}
	slices.Sort(a.tags)
	a.tags = slices.Compact(a.tags)
	v.tags = a.tags
	return v
}
