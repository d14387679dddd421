package automaton

// Characters as the bytes of UTF-8.

import (
	"encoding/binary"
	"slices"
	"unicode"
	"unicode/utf8"
)

// A runeCode is the automaton of one character's bytes: the characters of a
// class, spelled in UTF-8. Equal endings are one node; node 0 is the start.
type runeCode struct {
	nodes [][]byteEdge
	live  []Bytes // of a node: the bytes of its edges
	cuts  []Bytes // of a node: where its edges begin, and what is behind them
}

// A byteEdge leads from the bytes lo to hi to a node, or to the character's end.
type byteEdge struct {
	lo, hi byte
	to     int32
}

const runeEnd int32 = -1

type runeRange struct{ lo, hi rune }

// Characters by the number of their bytes, and the bits of the first byte.
var runeWidths = [...]struct {
	runeRange
	more int // bytes behind the first
	lead byte
}{
	{runeRange{0, 0x7f}, 0, 0},
	{runeRange{0x80, 0x7ff}, 1, 0xc0},
	{runeRange{0x800, 0xd7ff}, 2, 0xe0}, // what lies between are no characters
	{runeRange{0xe000, 0xffff}, 2, 0xe0},
	{runeRange{0x10000, utf8.MaxRune}, 3, 0xf0},
}

// newRuneCode spells a class, given in pairs of first and last characters.
func newRuneCode(pairs []rune) *runeCode {
	var ranges []runeRange
	for i := 0; i+1 < len(pairs); i += 2 {
		ranges = append(ranges, runeRange{pairs[i], pairs[i+1]})
	}
	slices.SortFunc(ranges, func(a, b runeRange) int { return int(a.lo - b.lo) })
	c := &runeCode{nodes: make([][]byteEdge, 1)}
	index := map[string]int32{}
	for _, w := range runeWidths {
		var here []runeRange
		for _, r := range ranges {
			if lo, hi := max(r.lo, w.lo), min(r.hi, w.hi); lo <= hi {
				here = append(here, runeRange{lo, hi})
			}
		}
		c.nodes[0] = joinEdges(append(c.nodes[0], c.edges(here, w.more, w.lead, index)...))
	}
	c.measure()
	return c
}

// measure fills live and cuts.
func (c *runeCode) measure() {
	c.live, c.cuts = make([]Bytes, len(c.nodes)), make([]Bytes, len(c.nodes))
	for i, edges := range c.nodes {
		for _, e := range edges {
			c.live[i].AddRange(e.lo, e.hi)
			c.cuts[i].Add(e.lo)
			if e.hi < 0xff {
				c.cuts[i].Add(e.hi + 1)
			}
		}
	}
}

// edges spells the ranges' bytes from the one with so many more behind it. The
// ranges ascend and are equal in the bytes before.
func (c *runeCode) edges(ranges []runeRange, more int, lead byte, index map[string]int32) []byteEdge {
	var out []byteEdge
	shift := 6 * more
	low := rune(1)<<shift - 1
	mask := rune(0x3f)
	if lead != 0x80 {
		mask = 0x7f // the first byte's own bits are all that is left
	}
	for i := 0; i < len(ranges); {
		r := ranges[i]
		first := r.lo >> shift
		b := lead | byte(first&mask)
		if more == 0 {
			out = append(out, byteEdge{b, lead | byte(r.hi&mask), runeEnd})
			i++
			continue
		}
		if full := (r.hi+1)>>shift - 1; r.lo&low == 0 && full >= first {
			// All that begins with these bytes.
			out = append(out, byteEdge{b, lead | byte(full&mask), c.anything(more, index)})
			if ranges[i].lo = (full + 1) << shift; ranges[i].lo > r.hi {
				i++
			}
			continue
		}
		var inside []runeRange
		for ; i < len(ranges) && ranges[i].lo>>shift == first; i++ {
			r := ranges[i]
			if r.hi>>shift == first {
				inside = append(inside, r)
				continue
			}
			inside = append(inside, runeRange{r.lo, r.lo | low})
			ranges[i].lo = (first + 1) << shift // the rest comes under the next byte
			break
		}
		out = append(out, byteEdge{b, b, c.node(c.edges(inside, more-1, 0x80, index), index)})
	}
	return joinEdges(out)
}

// anything is the node before so many bytes inside a character.
func (c *runeCode) anything(more int, index map[string]int32) int32 {
	to := runeEnd
	for range more {
		to = c.node([]byteEdge{{0x80, 0xbf, to}}, index)
	}
	return to
}

// node is the node with these edges.
func (c *runeCode) node(edges []byteEdge, index map[string]int32) int32 {
	var key []byte
	for _, e := range edges {
		key = binary.LittleEndian.AppendUint32(append(key, e.lo, e.hi), uint32(e.to))
	}
	n, ok := index[string(key)]
	if !ok {
		n = int32(len(c.nodes))
		index[string(key)] = n
		c.nodes = append(c.nodes, edges)
	}
	return n
}

// joinEdges makes one edge of neighbours that lead to the same node.
func joinEdges(edges []byteEdge) []byteEdge {
	out := edges[:0]
	for _, e := range edges {
		if n := len(out); n > 0 && out[n-1].to == e.to && int(out[n-1].hi)+1 >= int(e.lo) {
			out[n-1].hi = max(out[n-1].hi, e.hi)
			continue
		}
		out = append(out, e)
	}
	return out
}

// step is the node behind a byte.
func (c *runeCode) step(node int32, b byte) (int32, bool) {
	for _, e := range c.nodes[node] {
		if b <= e.hi {
			return e.to, b >= e.lo
		}
	}
	return 0, false
}

// foldOrbit is the character and those that differ from it in case only, as
// pairs.
func foldOrbit(r rune) []rune {
	pairs := []rune{r, r}
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		pairs = append(pairs, f, f)
	}
	return pairs
}
