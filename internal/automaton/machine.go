package automaton

// What a machine is, and which machines a language consists of.

import (
	"math/bits"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// A State is a state of a Machine; Dead is the one that no text leaves.
type State = int32

// Dead means that no text that goes on so is in the language.
const Dead State = -1

// A Machine is a deterministic automaton over the bytes of UTF-8 texts. It
// tells at once the truth of several languages: each has a tag. A machine may
// make its states as they are reached, so it is for one goroutine; a DFA is for
// all.
type Machine interface {
	Start() State
	// Step is the state behind one more byte. From Dead it is Dead.
	Step(s State, b byte) State
	// Tags lists the languages that have the text read so far, ascending. The
	// slice is not to be changed.
	Tags(s State) []int32
	// Live takes the bytes that lead to Dead out of the set.
	Live(s State, set *Bytes)
	// Cut adds every byte b at which Step(s, b) may differ from Step(s, b-1).
	Cut(s State, cuts *Bytes)
	// Settled reports that Tags is the same behind every text that goes on from
	// here. It may say false where it is true.
	Settled(s State) bool
	// Held is how many bytes the machine holds, about.
	Held() int
}

// Bytes is a set of bytes.
type Bytes [4]uint64

// AllBytes is the set of all bytes.
var AllBytes = Bytes{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}

// Add adds a byte.
func (s *Bytes) Add(b byte) { s[b>>6] |= 1 << (b & 63) }

// AddCut adds the cuts round one byte that behaves by itself.
func (s *Bytes) AddCut(b byte) {
	s.Add(b)
	if b < 255 {
		s.Add(b + 1)
	}
}

// AddRange adds the bytes from lo to hi.
func (s *Bytes) AddRange(lo, hi byte) {
	for c := int(lo); c <= int(hi); c++ {
		s.Add(byte(c))
	}
}

// Has reports whether the set has the byte.
func (s *Bytes) Has(b byte) bool { return s[b>>6]&(1<<(b&63)) != 0 }

// And keeps what the other set has too.
func (s *Bytes) And(o *Bytes) {
	for i := range s {
		s[i] &= o[i]
	}
}

// Or adds what the other set has.
func (s *Bytes) Or(o *Bytes) {
	for i := range s {
		s[i] |= o[i]
	}
}

// Only keeps one byte, if the set has it.
func (s *Bytes) Only(b byte) {
	keep := s[b>>6] & (1 << (b & 63))
	*s = Bytes{}
	s[b>>6] = keep
}

// Empty reports whether the set has no byte.
func (s *Bytes) Empty() bool { return s[0]|s[1]|s[2]|s[3] == 0 }

// Next is the least byte of the set that is at least b; ok is false when there
// is none.
func (s *Bytes) Next(b int) (byte, bool) {
	if b > 255 {
		return 0, false
	}
	i := b >> 6
	w := s[i] &^ (1<<(b&63) - 1)
	for {
		if w != 0 {
			return byte(i<<6 + bits.TrailingZeros64(w)), true //nolint:gosec // below 256
		}
		if i++; i == len(s) {
			return 0, false
		}
		w = s[i]
	}
}

// Representatives calls f with one byte of each class: a class is a run of bytes
// between cuts, and only the bytes of the set count.
func (s *Bytes) Representatives(cuts *Bytes, f func(b byte)) {
	at := 0
	for {
		b, ok := s.Next(at)
		if !ok {
			return
		}
		f(b)
		end, ok := cuts.Next(int(b) + 1)
		if !ok {
			return
		}
		at = int(end)
	}
}

// A Tagged is a language and its tag.
type Tagged struct {
	Lang Lang
	Tag  int32
}

// fewGlobs is how many globs get a machine each; more share one, whose states
// are made as they are reached.
const fewGlobs = 4

// A Part is a machine and all the tags that it can give.
type Part struct {
	Machine Machine
	Tags    []int32
}

// Parts makes machines that together tell the truth of the languages: a text is
// in a language when some machine has its tag. It fails when a part is too large
// to be made (a regular expression with nested counts).
func Parts(langs []Tagged) ([]Part, error) {
	var out []Part
	var texts []taggedText
	var globs []taggedSeq
	var textTags, globTags []int32
	for _, l := range langs {
		for _, t := range l.Lang.texts {
			texts = append(texts, taggedText{t, l.Tag})
		}
		if len(l.Lang.texts) > 0 {
			textTags = append(textTags, l.Tag)
		}
		for _, g := range l.Lang.globs {
			globs = append(globs, taggedSeq{g, l.Tag})
		}
		if len(l.Lang.globs) > 0 {
			globTags = append(globTags, l.Tag)
		}
		for _, t := range l.Lang.terms {
			m, err := t.machine(l.Tag)
			if err != nil {
				return nil, err
			}
			out = append(out, Part{m, []int32{l.Tag}})
		}
	}
	switch {
	case len(texts) == 1:
		out = append(out, Part{&textMachine{texts[0].text, [1]int32{texts[0].tag}}, textTags})
	case len(texts) > 1:
		out = append(out, Part{newTrie(texts), textTags})
	}
	if len(globs) > fewGlobs {
		m, err := newSeqs(globs)
		if err != nil {
			return nil, err
		}
		return append(out, Part{m, globTags}), nil
	}
	for _, g := range globs {
		m, ok := newGlob(g.seq, g.tag)
		if !ok {
			m, ok = newRigid(g.seq, g.tag)
		}
		if !ok {
			var err error
			if m, err = newSeqs([]taggedSeq{g}); err != nil {
				return nil, err
			}
		}
		out = append(out, Part{m, []int32{g.tag}})
	}
	return out, nil
}

// Machines is Parts without the tags.
func Machines(langs []Tagged) ([]Machine, error) {
	parts, err := Parts(langs)
	var out []Machine
	for _, p := range parts {
		out = append(out, p.Machine)
	}
	return out, err
}

type taggedText struct {
	text string
	tag  int32
}

type taggedSeq struct {
	seq pattern.Seq
	tag int32
}
