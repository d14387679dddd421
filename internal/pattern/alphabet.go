package pattern

// Alphabets: which characters a value may hold.

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// An Alphabet is the set of characters that a value may hold. ASCII characters
// are listed one by one; all others are in or out together, which is coarse on
// the safe side: every separator this product knows is ASCII.
type Alphabet struct {
	ascii [2]uint64
	rest  bool
}

// AnyText is the alphabet of all characters.
var AnyText = Alphabet{[2]uint64{^uint64(0), ^uint64(0)}, true}

// ParseAlphabet reads a description such as "a-z0-9-": single characters and
// ranges, a "-" first or last stands for itself, and the word "<other>" adds
// everything beyond ASCII. A leading "^" turns the ASCII part round, control
// characters staying out.
func ParseAlphabet(s string) (Alphabet, error) {
	var a Alphabet
	if strings.Contains(s, "<other>") {
		a.rest = true
		s = strings.Replace(s, "<other>", "", 1)
	}
	body, negate := strings.CutPrefix(s, "^")
	for i := 0; i < len(body); i++ {
		lo, hi := body[i], body[i]
		if i+2 < len(body) && body[i+1] == '-' {
			hi = body[i+2]
			i += 2
		}
		if lo >= utf8.RuneSelf || hi >= utf8.RuneSelf || lo > hi {
			return a, fmt.Errorf("bad range %q-%q in alphabet %q", lo, hi, s)
		}
		for c := int(lo); c <= int(hi); c++ {
			a.add(byte(c))
		}
	}
	if negate {
		for c := byte(0); c < utf8.RuneSelf; c++ {
			if c < ' ' || c == 0x7f {
				a.remove(c)
				continue
			}
			if a.Has(rune(c)) {
				a.remove(c)
			} else {
				a.add(c)
			}
		}
	}
	return a, nil
}

func (a *Alphabet) add(c byte)    { a.ascii[c/64] |= 1 << (c % 64) }
func (a *Alphabet) remove(c byte) { a.ascii[c/64] &^= 1 << (c % 64) }

// Has reports whether the alphabet holds r.
func (a Alphabet) Has(r rune) bool {
	if r >= utf8.RuneSelf {
		return a.rest
	}
	return r >= 0 && a.ascii[r/64]&(1<<(uint(r)%64)) != 0
}

// Union returns the characters that are in a or in b.
func (a Alphabet) Union(b Alphabet) Alphabet {
	return Alphabet{[2]uint64{a.ascii[0] | b.ascii[0], a.ascii[1] | b.ascii[1]}, a.rest || b.rest}
}

// With returns the alphabet and the characters of a text.
func (a Alphabet) With(s string) Alphabet {
	for _, r := range s {
		if r < utf8.RuneSelf {
			a.add(byte(r))
		} else {
			a.rest = true
		}
	}
	return a
}

// Foreign returns the first character of s that the alphabet cannot hold.
func (a Alphabet) Foreign(s string) (rune, bool) {
	for _, r := range s {
		if !a.Has(r) {
			return r, true
		}
	}
	return 0, false
}

// Regexp is a class of a regular expression with the same characters.
func (a Alphabet) Regexp() string {
	var b strings.Builder
	b.WriteByte('[')
	for c := range rune(utf8.RuneSelf) {
		if a.Has(c) {
			fmt.Fprintf(&b, `\x%02x`, c)
		}
	}
	if a.rest {
		b.WriteString(`\x{80}-\x{10ffff}`)
	}
	b.WriteByte(']')
	return b.String()
}
