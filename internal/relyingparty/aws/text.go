package aws

// Texts with wildcards as the evaluator matches them.

import (
	"strings"
	"unicode/utf16"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// A globText is a text with the wildcards * and ?, ready to be matched. It is
// the evaluator's own, apart from package pattern.
type globText struct {
	pieces []string // between the stars; ? is in them as the byte one
	ones   bool     // a ? is among them
	stars  bool
}

// one stands for ? in a piece: no UTF-8 has this byte.
const one = 0xff

// newGlobText reads * and ?.
func newGlobText(glob string) globText {
	var g globText
	for i, piece := range strings.Split(glob, "*") {
		if i > 0 {
			g.star()
		}
		for j, text := range strings.Split(piece, "?") {
			if j > 0 {
				g.any()
			}
			g.add(text)
		}
	}
	return g
}

func (g *globText) add(text string) {
	if len(g.pieces) == 0 {
		g.pieces = append(g.pieces, "")
	}
	g.pieces[len(g.pieces)-1] += text
}

func (g *globText) star() {
	g.add("")
	g.stars = true
	g.pieces = append(g.pieces, "")
}

func (g *globText) any() {
	g.add("\xff")
	g.ones = true
}

// literal is the text of a pattern without wildcards.
func (g globText) literal() string {
	if len(g.pieces) == 0 {
		return ""
	}
	return g.pieces[0]
}

// seq is the pattern for the prover.
func (g globText) seq() pattern.Seq {
	var out pattern.Seq
	for i, piece := range g.pieces {
		if i > 0 {
			out = out.Append(pattern.Tok{Kind: pattern.Star})
		}
		for j, text := range strings.Split(piece, "\xff") {
			if j > 0 {
				out = out.Append(pattern.Tok{Kind: pattern.Ones, N: 1})
			}
			out = out.Append(pattern.Tok{Kind: pattern.Lit, Text: text})
		}
	}
	return out
}

// match reports whether the whole text matches. Without ? bytes are as good as
// UTF-16 units, and in ASCII they are the same.
func (g globText) match(text string) bool {
	if len(g.pieces) == 0 {
		return text == ""
	}
	if g.ones && !ascii(text) {
		return g.matchUnits(text)
	}
	first, last := g.pieces[0], g.pieces[len(g.pieces)-1]
	if !g.stars {
		return len(text) == len(first) && g.fits(first, text)
	}
	if len(text) < len(first)+len(last) || !g.fits(first, text) || !g.fits(last, text[len(text)-len(last):]) {
		return false
	}
	text = text[len(first) : len(text)-len(last)]
	for _, piece := range g.pieces[1 : len(g.pieces)-1] {
		at := g.index(text, piece)
		if at < 0 {
			return false
		}
		text = text[at+len(piece):]
	}
	return true
}

// fits reports whether the text begins with the piece.
func (g globText) fits(piece, text string) bool {
	if !g.ones {
		return strings.HasPrefix(text, piece)
	}
	if len(text) < len(piece) {
		return false
	}
	for i := range len(piece) {
		if piece[i] != one && piece[i] != text[i] {
			return false
		}
	}
	return true
}

func (g globText) index(text, piece string) int {
	if !g.ones || strings.IndexByte(piece, one) < 0 {
		return strings.Index(text, piece)
	}
	for at := 0; at+len(piece) <= len(text); at++ {
		if g.fits(piece, text[at:]) {
			return at
		}
	}
	return -1
}

// matchUnits is match on UTF-16 units: a character beyond U+FFFF is two.
func (g globText) matchUnits(text string) bool {
	rest := units(text)
	for i, p := range g.pieces {
		piece := units(p)
		switch {
		case i == 0 && !g.stars:
			return len(piece) == len(rest) && fitUnits(piece, rest)
		case i == len(g.pieces)-1:
			return len(rest) >= len(piece) && fitUnits(piece, rest[len(rest)-len(piece):])
		case i > 0:
			for len(rest) > 0 && !fitUnits(piece, rest) {
				rest = rest[1:]
			}
		}
		if !fitUnits(piece, rest) {
			return false
		}
		rest = rest[len(piece):]
	}
	return true
}

// units spells a text or piece in UTF-16, ? as -1.
func units(piece string) []int32 {
	var out []int32
	for i, text := range strings.Split(piece, "\xff") {
		if i > 0 {
			out = append(out, -1)
		}
		for _, u := range utf16.Encode([]rune(text)) {
			out = append(out, int32(u))
		}
	}
	return out
}

func fitUnits(piece, text []int32) bool {
	if len(text) < len(piece) {
		return false
	}
	for i, u := range piece {
		if u >= 0 && u != text[i] {
			return false
		}
	}
	return true
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// isTrue is how AWS reads a text as a bool: anything that is not true is false.
func isTrue(text string) bool { return strings.EqualFold(text, "true") }
