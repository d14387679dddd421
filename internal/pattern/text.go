package pattern

// Texts with variables.

import (
	"slices"
	"strings"
)

// A Text is a text with variables: Lits[0] Vars[0] Lits[1] … Lits[n]. What a
// platform's claims show is written so, and so is what a search looks for.
type Text struct {
	Lits []string // len(Vars)+1
	Vars []string // names
}

// Fixed is a text without variables.
func Fixed(s string) Text { return Text{Lits: []string{s}} }

// Variable is the text of one variable.
func Variable(name string) Text { return Text{Lits: []string{"", ""}, Vars: []string{name}} }

// String spells the text with its variables in braces.
func (t Text) String() string {
	size := 2 * len(t.Vars)
	for _, parts := range [...][]string{t.Lits, t.Vars} {
		for _, part := range parts {
			size += len(part)
		}
	}
	var b strings.Builder
	b.Grow(size)
	for i, v := range t.Vars {
		b.WriteString(t.Lits[i])
		b.WriteByte('{')
		b.WriteString(v)
		b.WriteByte('}')
	}
	if len(t.Lits) > 0 {
		b.WriteString(t.Lits[len(t.Vars)])
	}
	return b.String()
}

// Constant returns what the text is when it has no variables.
func (t Text) Constant() (string, bool) {
	if len(t.Vars) > 0 || len(t.Lits) == 0 {
		return "", false
	}
	return t.Lits[0], true
}

// Then is the text with another one behind it.
func (t Text) Then(u Text) Text {
	if len(t.Vars) == 0 && t.Lits[0] == "" {
		return u
	}
	out := Text{Lits: slices.Clone(t.Lits), Vars: slices.Concat(t.Vars, u.Vars)}
	out.Lits[len(out.Lits)-1] += u.Lits[0]
	out.Lits = append(out.Lits, u.Lits[1:]...)
	return out
}

// Fill puts values in; a variable without one becomes the empty text.
func (t Text) Fill(values map[string]string) string {
	var b strings.Builder
	for i, v := range t.Vars {
		b.WriteString(t.Lits[i] + values[v])
	}
	if len(t.Lits) > 0 {
		b.WriteString(t.Lits[len(t.Vars)])
	}
	return b.String()
}

// Partly puts in the values that are given and leaves the other variables.
func (t Text) Partly(values map[string]string) Text {
	if !slices.ContainsFunc(t.Vars, func(v string) bool { _, given := values[v]; return given }) {
		return t
	}
	out := Text{Lits: []string{t.Lits[0]}}
	for i, v := range t.Vars {
		if text, ok := values[v]; ok {
			out.Lits[len(out.Lits)-1] += text + t.Lits[i+1]
			continue
		}
		out.Vars = append(out.Vars, v)
		out.Lits = append(out.Lits, t.Lits[i+1])
	}
	return out
}
