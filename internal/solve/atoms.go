package solve

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// This file makes the leaves of formulas: what is asked of texts, and choices.

// An atom is a question to a text over variables: is it in the language?
type atom struct {
	text pattern.Text
	id   int // of the text
	lang int
}

type atomKey struct{ text, lang int }

// A Choice is a source that says one of several alternatives, by its own will.
type Choice struct {
	Source       int32
	Alternatives int32
	Name         string
}

// leaves number texts, languages, atoms and choices. Whatever asks the same is the
// same leaf.
type leaves struct {
	langs   []automaton.Lang
	langIDs map[string]int // by key
	plains  []bool         // Lang.Plain, by language
	texts   map[string]int
	atoms   map[atomKey]int32 // → source
	byID    map[int32]atom
	choices map[string]Choice
	inOrder []Choice
	sources int32
	buf     []byte
}

func (l *leaves) source() int32 {
	l.sources++
	return l.sources
}

// Lang is the number of a language.
func (l *leaves) Lang(lang automaton.Lang) int {
	key := lang.Key()
	id, ok := l.langIDs[key]
	if !ok {
		id = len(l.langs)
		l.langIDs[key] = id
		l.langs = append(l.langs, lang)
	}
	return id
}

// Matches reports whether the language has the text.
func (l *leaves) Matches(lang int, text string) bool { return l.langs[lang].Match(text) }

// plain is Lang.Plain, remembered.
func (l *leaves) plain(lang int) bool {
	for len(l.plains) <= lang {
		l.plains = append(l.plains, l.langs[len(l.plains)].Plain())
	}
	return l.plains[lang]
}

// textID numbers texts.
func (l *leaves) textID(t pattern.Text) int {
	key := l.buf[:0]
	for i, v := range t.Vars {
		key = append(append(key, t.Lits[i]...), 1)
		key = append(append(key, v...), 2)
	}
	key = append(key, t.Lits[len(t.Vars)]...)
	l.buf = key
	id, ok := l.texts[string(key)]
	if !ok {
		id = len(l.texts)
		l.texts[string(key)] = id
	}
	return id
}

// Choose is the formula that a choice of n alternatives is the given one.
func (s *Solver) Choose(name string, n, alt int32) Formula {
	c, ok := s.choices[name]
	if !ok {
		c = Choice{s.source(), n, name}
		s.choices[name] = c
		s.inOrder = append(s.inOrder, c)
	}
	return s.leaf(c.Source, alt)
}

// Choices lists the choices that the formula depends on, in the order in which they
// were made.
func (s *Solver) Choices(f Formula) []Choice {
	var out []Choice
	for _, c := range s.inOrder {
		if s.Needs(f, c.Source) {
			out = append(out, c)
		}
	}
	return out
}

// Pick is what is left of the formula when the choice is the alternative.
func (s *Solver) Pick(f Formula, c Choice, alt int32) Formula {
	tags := []int32{alt}
	return s.assign(f, c.Source, s.answer(tags), tags)
}

// In is the formula that the text is in the language.
func (s *Solver) In(t pattern.Text, lang int) Formula {
	if len(t.Vars) == 0 {
		if s.langs[lang].Match(t.Lits[0]) {
			return Always
		}
		return Never
	}
	if !s.langs[lang].Begins(t.Lits[0]) {
		return Never
	}
	key := atomKey{s.textID(t), lang}
	id, ok := s.atoms[key]
	if !ok {
		id = s.source()
		s.atoms[key] = id
		s.byID[id] = atom{t, key.text, lang}
	}
	return s.leaf(id, 0)
}

// Holds is the formula's truth when all values are known: fill makes a text of them.
func (s *Solver) Holds(f Formula, fill func(pattern.Text) string, picks map[int32]int32) bool {
	return s.value(f, func(l leaf) bool {
		if a, ok := s.byID[l.source]; ok {
			return s.langs[a.lang].Match(fill(a.text))
		}
		return picks[l.source] == l.tag
	})
}
