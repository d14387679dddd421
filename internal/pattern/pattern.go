// Package pattern is about languages of strings, as far as compiling trust
// needs them: globs as users write them, sequences as back ends write them,
// shapes of what a platform can mint, and whether a sequence and a shape have a
// string in common.
//
// A glob is a text in which * stands for any run of characters, the empty one
// too. There is no other wildcard and no escape: no value that this product
// describes by glob can hold a *.
package pattern

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// IsLiteral reports whether a glob has no wildcard.
func IsLiteral(glob string) bool { return !strings.Contains(glob, "*") }

// Match reports whether the glob matches the whole of s.
func Match(glob, s string) bool { return FromGlob(glob).Match(s) }

// A Kind says what a Tok stands for.
type Kind int

// Lit is a fixed text, Star any run of characters, Ones exactly N characters.
const (
	Lit Kind = iota
	Star
	Ones
)

// A Tok is one element of a Seq.
type Tok struct {
	Kind Kind
	Text string // Lit
	N    int    // Ones
}

// A Seq is a sequence of fixed texts and wildcards: what a relying party's
// document holds, before it is spelled in that party's language.
type Seq []Tok

// FromGlob reads a user's glob.
func FromGlob(glob string) Seq {
	var s Seq
	for i, part := range strings.Split(glob, "*") {
		if i > 0 {
			s = s.Append(Tok{Kind: Star})
		}
		s = s.Append(Tok{Kind: Lit, Text: part})
	}
	return s
}

// Literal makes a Seq of a fixed text.
func Literal(text string) Seq { return Seq(nil).Append(Tok{Kind: Lit, Text: text}) }

// Append adds toks, merging neighbours: fixed texts are joined, a run of stars
// is one. It never changes the receiver's array.
func (s Seq) Append(toks ...Tok) Seq {
	out := s[:len(s):len(s)]
	for _, t := range toks {
		if t.Kind == Lit && t.Text == "" || t.Kind == Ones && t.N == 0 {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Kind == t.Kind {
			last := out[n-1]
			last.Text += t.Text
			last.N += t.N
			out = append(out[:n-1:n-1], last)
			continue
		}
		out = append(out, t)
	}
	return out
}

// IsLiteral reports whether the sequence matches one string only, and which.
func (s Seq) IsLiteral() (string, bool) {
	switch {
	case len(s) == 0:
		return "", true
	case len(s) == 1 && s[0].Kind == Lit:
		return s[0].Text, true
	}
	return "", false
}

// String spells the sequence as AWS does: * and ?. It is for showing; a fixed
// text is not escaped, so two sequences can be spelled alike (see Key).
func (s Seq) String() string {
	var b strings.Builder
	for _, t := range s {
		switch t.Kind {
		case Lit:
			b.WriteString(t.Text)
		case Star:
			b.WriteByte('*')
		case Ones:
			b.WriteString(strings.Repeat("?", t.N))
		}
	}
	return b.String()
}

// Match reports whether the sequence matches the whole of text. A wildcard
// counts characters (runes).
func (s Seq) Match(text string) bool {
	set := newSteps(s)
	for _, r := range text {
		set.next(func(c rune, wild bool) bool { return wild || c == r })
		if set.dead() {
			return false
		}
	}
	return set.accepting()
}

// A Piece is one stretch of a Shape: a fixed text, or between Min and Max
// characters of an alphabet (Max < 0: no limit).
type Piece struct {
	Text     string
	Set      Alphabet
	Min, Max int
}

// A Shape over-approximates what a template can mint.
type Shape []Piece

// Parts reports that no string which begins with the text matches the sequence, by
// what both begin with.
func (s Seq) Parts(text string) bool {
	if len(s) == 0 || s[0].Kind != Lit {
		return false
	}
	n := min(len(s[0].Text), len(text))
	return s[0].Text[:n] != text[:n]
}

// Disjoint reports that no string has the shape and matches the sequence. It
// walks both as automata, so the answer is exact for the shape as given; the
// work is the product of the two lengths.
func Disjoint(s Seq, shape Shape) bool {
	if len(shape) > 0 && s.Parts(shape[0].Text) { // most pairs do
		return true
	}
	set := newSteps(s)
	for _, p := range shape {
		for _, r := range p.Text {
			if set.next(func(c rune, wild bool) bool { return wild || c == r }); set.dead() {
				return true
			}
		}
		if p.Text != "" {
			continue
		}
		step := func(c rune, wild bool) bool { return wild && p.Set != (Alphabet{}) || p.Set.Has(c) }
		for range p.Min {
			if set.next(step); set.dead() {
				return true
			}
		}
		if p.Max < 0 {
			set.closure(step)
			continue
		}
		reach := slices.Clone(set.on)
		for range p.Max - p.Min {
			set.next(step)
			reach = union(reach, set.on)
		}
		set.on = reach
	}
	return !set.accepting()
}

// steps is a set of positions in a sequence spelled out character by character.
// Few positions are on at a time, so they are listed.
type steps struct {
	chars []rune  // star, one or a character
	on    []int32 // ascending
	spare []int32 // its turn is next
}

// Markers that are no characters.
const (
	star rune = utf8.MaxRune + 1 + iota
	one
)

func newSteps(s Seq) *steps {
	n := 0
	for _, t := range s {
		n += len(t.Text) + t.N + 1
	}
	st := &steps{chars: make([]rune, 0, n)}
	for _, t := range s {
		switch t.Kind {
		case Lit:
			for _, r := range t.Text {
				st.chars = append(st.chars, r)
			}
		case Star:
			st.chars = append(st.chars, star)
		case Ones:
			for range t.N {
				st.chars = append(st.chars, one)
			}
		}
	}
	st.add(0)
	return st
}

// add switches a position on, and those behind stars that may match nothing.
// Positions are added in ascending order.
func (st *steps) add(at int32) {
	for {
		if n := len(st.on); n > 0 && st.on[n-1] >= at {
			return // it is on, and so are those behind it
		}
		st.on = append(st.on, at)
		if int(at) == len(st.chars) || st.chars[at] != star {
			return
		}
		at++
	}
}

// next moves the set on by one character; may says whether a character, or any
// character at all, is possible at that place.
func (st *steps) next(may func(c rune, wild bool) bool) {
	before := st.on
	st.on, st.spare = st.spare[:0], before
	for _, i := range before {
		if int(i) == len(st.chars) {
			continue
		}
		switch c := st.chars[i]; c {
		case star:
			if may(0, true) {
				st.add(i)
			}
		case one:
			if may(0, true) {
				st.add(i + 1)
			}
		default:
			if may(c, false) {
				st.add(i + 1)
			}
		}
	}
}

// closure moves the set on by any number of such characters. Positions only move
// forward, so one pass finds them all.
func (st *steps) closure(may func(c rune, wild bool) bool) {
	on := make([]bool, len(st.chars)+1)
	for _, i := range st.on {
		on[i] = true
	}
	for i, c := range st.chars {
		switch {
		case !on[i]:
		case c == star:
			on[i+1] = true
		default:
			on[i+1] = on[i+1] || c == one && may(0, true) || c != one && may(c, false)
		}
	}
	st.on = st.on[:0]
	for i, b := range on {
		if b {
			st.on = append(st.on, int32(i)) //nolint:gosec // no longer than a document
		}
	}
}

// union is both sets of positions.
func union(a, b []int32) []int32 {
	both := slices.Concat(a, b)
	slices.Sort(both)
	return slices.Compact(both)
}

func (st *steps) dead() bool { return len(st.on) == 0 }

func (st *steps) accepting() bool {
	n := len(st.on)
	return n > 0 && int(st.on[n-1]) == len(st.chars)
}
