package automaton

// Texts that are equal without regard to case.

import (
	"slices"
	"strings"
	"unicode"
)

// IgnoreCase is the language of the texts that are equal to the given one after
// both were lower-cased (Lower).
func IgnoreCase(text string) Lang { return Lang{terms: []term{foldTerm{Lower(text)}}} }

// Lower lower-cases as the languages with one case mapping for all locales do: Σ
// is ς at the end of a word and σ elsewhere, and İ becomes i and a dot above. It
// is no folding: ſ, ı and ß stay as they are.
func Lower(text string) string {
	plain := true
	for i := 0; i < len(text) && plain; i++ {
		plain = text[i] < 0x80 && (text[i] < 'A' || text[i] > 'Z')
	}
	if plain {
		return text
	}
	runes := []rune(text)
	var b strings.Builder
	for i, r := range runes {
		switch {
		case r == dottedI:
			b.WriteString("i" + string(dotAbove))
		case r == sigma && endsWord(runes, i):
			b.WriteRune(finalSigma)
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

const (
	sigma      = 'Σ'
	finalSigma = 'ς'
	dottedI    = 'İ'
	dotAbove   = '\u0307'
)

// endsWord reports whether a letter stands before the place and none behind it.
// Lower-casing a text changes no answer: a letter stays a letter.
func endsWord(runes []rune, at int) bool {
	before, after := at-1, at+1
	for before >= 0 && ignorable(runes[before]) {
		before--
	}
	for after < len(runes) && ignorable(runes[after]) {
		after++
	}
	return before >= 0 && cased(runes[before]) && (after == len(runes) || !cased(runes[after]))
}

func cased(r rune) bool {
	return unicode.In(r, unicode.Lu, unicode.Ll, unicode.Lt, unicode.Other_Lowercase, unicode.Other_Uppercase)
}

// ignorable are the characters that stand inside words without being letters.
func ignorable(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Sk) || strings.ContainsRune("'.:·’‘․", r)
}

// foldTerm is a lower-cased text.
type foldTerm struct{ lower string }

func (t foldTerm) key() string            { return "lower " + t.lower }
func (t foldTerm) match(text string) bool { return Lower(text) == t.lower }

// machine has a state for each character that has been read, and a tree of the
// spellings between two of them. UTF-8 spells no character as the beginning of
// another, so it is deterministic.
func (t foldTerm) machine(tag int32) (Machine, error) {
	target := []rune(t.lower)
	m := &trie{nodes: make([]trieNode, len(target)+1)}
	for i := range target {
		for _, r := range spellings(target, i) {
			m.path(State(i), string(r), State(i+1)) //nolint:gosec // shorter than a document
		}
		if target[i] == 'i' && i+1 < len(target) && target[i+1] == dotAbove {
			m.path(State(i), string(dottedI), State(i+2)) //nolint:gosec // shorter than a document
		}
	}
	m.nodes[len(target)].tags = []int32{tag}
	for _, n := range m.nodes {
		m.held += 64 + 5*len(n.bytes) + 4*len(n.tags)
	}
	return m, nil
}

// spellings lists the characters that become the one at the place.
func spellings(target []rune, at int) []rune {
	c := target[at]
	var out []rune
	switch {
	case unicode.ToLower(c) == c:
		out = append(out, c)
	case c == sigma || c == dottedI:
		return nil // no lower-cased text has them
	}
	for r := unicode.SimpleFold(c); r != c; r = unicode.SimpleFold(r) {
		if unicode.ToLower(r) == c && r != sigma {
			out = append(out, r)
		}
	}
	if c == 'σ' && !endsWord(target, at) || c == finalSigma && endsWord(target, at) {
		out = append(out, sigma)
	}
	return out
}

// path adds the bytes of a text between two nodes.
func (t *trie) path(from State, text string, to State) {
	for i := range len(text) {
		next := to
		n := &t.nodes[from]
		at, ok := slices.BinarySearch(n.bytes, text[i])
		if ok {
			from = n.to[at]
			continue
		}
		if i < len(text)-1 {
			next = State(len(t.nodes)) //nolint:gosec // a few for each character
			t.nodes = append(t.nodes, trieNode{})
			n = &t.nodes[from]
		}
		n.bytes = slices.Insert(n.bytes, at, text[i])
		n.to = slices.Insert(n.to, at, next)
		from = next
	}
}
