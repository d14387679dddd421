// Package automaton is about languages of texts and the automata that decide
// about them. A Lang is a union of fixed texts, globs, regular expressions and
// the like; it knows whether a text is in it by the obvious way (Match). A
// Machine tells the same byte by byte, for a walk that looks at all texts at once:
// Find for one text, package proof for the claims of a token. A DFA is a finished
// machine, for domains that are compiled once. No library does this: they
// neither give examples nor can be stopped.
package automaton

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// A Lang is a language of texts: the union of its parts. Its zero value is the
// empty language. Texts are valid UTF-8.
type Lang struct {
	texts []string      // sorted, each once
	globs []pattern.Seq // sorted by key, each once
	terms []term        // sorted by key, each once
}

// A term is a part that is neither a fixed text nor a glob: a regular
// expression, a text in any case, a preimage.
type term interface {
	key() string            // a text that only this language has
	match(text string) bool // by the obvious way, for evaluation
	machine(tag int32) (Machine, error)
}

// Texts is the language of the given texts.
func Texts(texts ...string) Lang {
	return Lang{texts: sortedOnce(texts)}
}

func sortedOnce(texts []string) []string {
	out := append([]string(nil), texts...)
	slices.Sort(out)
	return slices.Compact(out)
}

// Globs is the language of the given sequences. Ones counts UTF-16 code units,
// as AWS does (a character beyond U+FFFF is two).
func Globs(seqs ...pattern.Seq) Lang {
	var out Lang
	for _, s := range seqs {
		if text, ok := s.IsLiteral(); ok {
			out.texts = append(out.texts, text)
		} else {
			out.globs = append(out.globs, s)
		}
	}
	return out.normal()
}

// All is the language of all texts.
func All() Lang { return Globs(pattern.Seq{{Kind: pattern.Star}}) }

func (l Lang) normal() Lang {
	l.texts = sortedOnce(l.texts)
	slices.SortFunc(l.globs, func(a, b pattern.Seq) int { return cmp.Compare(a.Key(), b.Key()) })
	l.globs = slices.CompactFunc(l.globs, func(a, b pattern.Seq) bool { return a.Key() == b.Key() })
	slices.SortFunc(l.terms, func(a, b term) int { return strings.Compare(a.key(), b.key()) })
	l.terms = slices.CompactFunc(l.terms, func(a, b term) bool { return a.key() == b.key() })
	return l
}

// Or is the union of two languages.
func (l Lang) Or(more Lang) Lang {
	return Lang{slices.Concat(l.texts, more.texts), slices.Concat(l.globs, more.globs), slices.Concat(l.terms, more.terms)}.normal()
}

// Key is a text that no other language has. (A language may have several keys:
// equal keys mean equal languages, not the other way.)
func (l Lang) Key() string {
	var b []byte
	part := func(kind byte, s string) {
		b = append(append(strconv.AppendInt(append(b, kind), int64(len(s)), 10), ':'), s...)
	}
	for _, t := range l.texts {
		part('t', t)
	}
	for _, g := range l.globs {
		part('g', string(g.Key()))
	}
	for _, t := range l.terms {
		part('x', t.key())
	}
	return string(b)
}

// Single returns the language's only text, if it has exactly one and says it as
// a fixed text.
func (l Lang) Single() (string, bool) {
	if len(l.texts) != 1 || len(l.globs)+len(l.terms) > 0 {
		return "", false
	}
	return l.texts[0], true
}

// Plain reports that all fixed texts are printable ASCII, and that there is
// nothing but fixed texts and globs. Whatever such languages tell apart, they
// tell apart by ASCII texts: a control character serves for any unit of UTF-16
// that is not named.
func (l Lang) Plain() bool {
	if len(l.terms) > 0 || slices.ContainsFunc(l.texts, func(t string) bool { return !plainText(t) }) {
		return false
	}
	return !slices.ContainsFunc(l.globs, func(s pattern.Seq) bool {
		return slices.ContainsFunc(s, func(t pattern.Tok) bool { return !plainText(t.Text) })
	})
}

func plainText(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// Globs lists the language's fixed texts and globs; what else it has is left out.
func (l Lang) Globs() []pattern.Seq {
	var out []pattern.Seq
	for _, t := range l.texts {
		out = append(out, pattern.Literal(t))
	}
	return append(out, l.globs...)
}

// Finite reports that the language is fixed texts only.
func (l Lang) Finite() bool { return len(l.globs)+len(l.terms) == 0 }

// Begins reports whether some text of the language may begin so. It may say true
// where it is false.
func (l Lang) Begins(with string) bool {
	if with == "" || len(l.terms) > 0 {
		return true
	}
	if i, _ := slices.BinarySearch(l.texts, with); i < len(l.texts) && strings.HasPrefix(l.texts[i], with) {
		return true
	}
	return slices.ContainsFunc(l.globs, func(s pattern.Seq) bool {
		if len(s) == 0 || s[0].Kind != pattern.Lit {
			return true
		}
		n := min(len(s[0].Text), len(with))
		return s[0].Text[:n] == with[:n]
	})
}

// Match reports whether the language has the text. It is the evaluator's way,
// apart from the machines that the prover walks.
func (l Lang) Match(text string) bool {
	if _, ok := slices.BinarySearch(l.texts, text); ok {
		return true
	}
	return slices.ContainsFunc(l.globs, func(s pattern.Seq) bool { return s.MatchUnits(text) }) ||
		slices.ContainsFunc(l.terms, func(t term) bool { return t.match(text) })
}
