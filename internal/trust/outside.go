package trust

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// outside reports that a sequence spells a value that a variable of the template
// cannot have in tokens of the form. It reads both from the left, as far as it is
// certain where the variables end; alphabets alone do not say that a host is not
// github.com.
func (x *cell) outside(s pattern.Seq, f *platform.Form, t platform.Template) bool {
	if x.outsideAnywhere(s, f, t) {
		return true
	}
	if len(t.Vars) == 1 && t.Lits[0] == "" && t.Lits[1] == "" {
		return !f.Meets(t.Vars[0], s, x.c.counts(x.p, f))
	}
	r := reader{s, 0}
	for i, v := range t.Vars {
		switch r.literal(t.Lits[i]) {
		case no:
			return true
		case lost:
			return false
		case yes, some:
		}
		domain := x.p.Domain(v, x.d.Settings)
		var value string
		var told answer
		switch {
		case domain.Width > 0:
			value, told = r.take(domain.Width)
		case t.Lits[i+1] == "" && i+1 == len(t.Vars):
			value, told = r.rest()
		case t.Lits[i+1] != "" && !domain.Has(rune(t.Lits[i+1][0])):
			value, told = r.until(t.Lits[i+1][0])
		default:
			return false
		}
		switch told {
		case no:
			return true
		case lost:
			return false
		case some:
		case yes:
			if !domain.Holds(value) || !f.Meets(v, pattern.Literal(value), x.c.counts(x.p, f)) {
				return true
			}
		}
	}
	return false
}

// outsideAnywhere is outside for templates with a character between the variables
// that none of them can hold. Where the sequence has it as often, its wildcards
// hold none of it, so the parts between are the template's parts.
func (x *cell) outsideAnywhere(s pattern.Seq, f *platform.Form, t platform.Template) bool {
	if len(f.Where) == 0 || len(t.Vars) < 2 || t.Lits[1] == "" {
		return false
	}
	const separator = ':'
	texts := strings.Join(t.Lits, "")
	if slices.ContainsFunc(t.Vars, func(v string) bool { return x.p.Domain(v, x.d.Settings).Has(separator) }) {
		return false
	}
	parts := []pattern.Seq{nil}
	for _, tok := range s {
		if tok.Kind != pattern.Lit {
			parts[len(parts)-1] = parts[len(parts)-1].Append(tok)
			continue
		}
		for i, text := range strings.Split(tok.Text, string(separator)) {
			if i > 0 {
				parts = append(parts, nil)
			}
			parts[len(parts)-1] = parts[len(parts)-1].Append(pattern.Tok{Kind: pattern.Lit, Text: text})
		}
	}
	if len(parts) != strings.Count(texts, string(separator))+1 {
		return false
	}
	at := 0 // the part in which the variable stands
	for i, v := range t.Vars {
		at += strings.Count(t.Lits[i], string(separator))
		alone := strings.HasSuffix(t.Lits[i], string(separator)) && (t.Lits[i+1] == "" && i+1 == len(t.Vars) || strings.HasPrefix(t.Lits[i+1], string(separator)))
		if alone && !f.Meets(v, parts[at], x.c.counts(x.p, f)) {
			return true
		}
	}
	return false
}

// An answer is whether something stands in a sequence next. Some says that it does,
// with a value that is not fixed; lost, that nobody knows where it ends.
type answer int

const (
	yes answer = iota
	no
	some
	lost
)

// A reader takes a sequence apart from the left.
type reader struct {
	s  pattern.Seq
	at int // in the text of the first element, or in its count
}

// next is the next character: its byte, whether it is any one, and whether nobody
// knows what follows.
func (r *reader) next() (b byte, wild, star, end bool) {
	if len(r.s) == 0 {
		return 0, false, false, true
	}
	t := r.s[0]
	switch t.Kind {
	case pattern.Star:
		return 0, false, true, false
	case pattern.Ones:
		if r.at++; r.at == t.N {
			r.s, r.at = r.s[1:], 0
		}
		return 0, true, false, false
	case pattern.Lit:
	}
	b = t.Text[r.at]
	if r.at++; r.at == len(t.Text) {
		r.s, r.at = r.s[1:], 0
	}
	return b, false, false, false
}

// literal takes a fixed text.
func (r *reader) literal(text string) answer {
	for i := range len(text) {
		b, wild, star, end := r.next()
		switch {
		case star:
			return lost
		case end || !wild && b != text[i]:
			return no
		}
	}
	return yes
}

// take takes characters of ASCII.
func (r *reader) take(n int) (string, answer) {
	var value []byte
	told := yes
	for range n {
		b, wild, star, end := r.next()
		switch {
		case star:
			return "", lost
		case end:
			return "", no
		case wild:
			told = some
		}
		value = append(value, b)
	}
	return string(value), told
}

// until takes what stands before a separator.
func (r *reader) until(separator byte) (string, answer) {
	var value []byte
	for {
		was := *r
		b, wild, star, end := r.next()
		switch {
		case star, wild:
			return "", lost
		case end:
			return "", no
		case b == separator:
			*r = was
			return string(value), yes
		}
		value = append(value, b)
	}
}

// rest takes all that is left.
func (r *reader) rest() (string, answer) {
	if slices.ContainsFunc(r.s, func(t pattern.Tok) bool { return t.Kind != pattern.Lit }) {
		return "", lost
	}
	var b strings.Builder
	for i, t := range r.s {
		if i == 0 {
			b.WriteString(t.Text[r.at:])
			continue
		}
		b.WriteString(t.Text)
	}
	return b.String(), yes
}
