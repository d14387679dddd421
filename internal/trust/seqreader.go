package trust

// This file holds a reader of sequences, from the left as far as it is certain.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

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
