package aws

// Where a token's text and the nearest value part.

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
)

// difference says where a text and the value that comes nearest part.
func (k *check) difference(b *sentence, s string) {
	const looked = 100 // of the values of a key
	var best *want
	at := -1
	for i := range min(len(k.wants), looked) {
		w := &k.wants[i]
		if w.doubt != "" || w.never || w.vars != nil {
			continue
		}
		if n := w.goes(k.family, s); n > at {
			best, at = w, n
		}
	}
	if best == nil {
		return
	}
	if len(k.wants) > 1 {
		b.add(" (nearest is ")
		b.quote(best.text)
		b.add(")")
	}
	best.part(b, k.family, s, at)
	if k.family == equals && strings.ContainsAny(best.text, "*?") && newGlobText(best.text).match(s) {
		b.add("; ", k.name, " takes * and ? literally, StringLike does not")
	}
	if k.family != fold && strings.EqualFold(best.text, s) {
		b.add("; values mind case")
	}
}

// goes is how far a text goes with a value, in bytes.
func (w *want) goes(f family, s string) int {
	n := common(w.glob.shownPiece(0), s, f)
	if f != like || !w.glob.stars || n < len(w.glob.pieces[0]) {
		return n
	}
	for _, piece := range w.glob.pieces[1 : len(w.glob.pieces)-1] {
		j := w.glob.index(s[n:], piece)
		if j < 0 {
			return n
		}
		n += j + len(piece)
	}
	return n
}

// common is how many bytes two texts have in common at their beginning, whole
// characters only, as the operator compares them.
func common(wanted, s string, f family) int {
	i, j := 0, 0
	for i < len(s) && j < len(wanted) {
		if s[i] == wanted[j] && s[i] < utf8.RuneSelf {
			i, j = i+1, j+1
			continue
		}
		a, n := utf8.DecodeRuneInString(s[i:])
		b, m := utf8.DecodeRuneInString(wanted[j:])
		if a != b && (f != like || b != '?') && (f != fold || unicode.ToLower(a) != unicode.ToLower(b)) {
			break
		}
		i, j = i+n, j+m
	}
	return i
}

// part says how a text and a value part after the bytes that go with it.
func (w *want) part(b *sentence, f family, s string, at int) {
	if f == like && w.glob.stars && w.glob.fits(w.glob.pieces[0], s) {
		n := len(w.glob.pieces[0])
		i, last := 1, len(w.glob.pieces)-1
		for ; i < last; i++ {
			j := w.glob.index(s[n:], w.glob.pieces[i])
			if j < 0 {
				break
			}
			n += j + len(w.glob.pieces[i])
		}
		if i < last {
			b.add("; it does not have ")
		} else {
			b.add("; it does not end with ")
		}
		b.quote(w.glob.shownPiece(i))
		if n > 0 {
			b.add(" behind character ", strconv.Itoa(utf8.RuneCountInString(s[:n])))
		}
		return
	}
	// As many characters of the value as of the text.
	rest := w.glob.shownPiece(0)
	for range utf8.RuneCountInString(s[:at]) {
		_, n := utf8.DecodeRuneInString(rest)
		rest = rest[n:]
	}
	if f == like && w.glob.stars {
		rest += "*"
	}
	if at == len(s) {
		b.add("; it ends where ")
		b.excerpt(rest)
		b.add(" is wanted")
		return
	}
	b.add("; from character ", strconv.Itoa(utf8.RuneCountInString(s[:at])+1), " on it has ")
	b.excerpt(s[at:])
	if rest == "" {
		b.add(" where the end is wanted")
		return
	}
	b.add(" where ")
	b.excerpt(rest)
	b.add(" is wanted")
}

// excerpt quotes the beginning of a text.
func (b *sentence) excerpt(s string) {
	text, more := relyingparty.First(24, s)
	b.quote(text)
	if more {
		b.add("…")
	}
}

// shownPiece is a piece with ? for what it stands for.
func (g globText) shownPiece(i int) string {
	switch {
	case i >= len(g.pieces):
		return ""
	case !g.ones:
		return g.pieces[i]
	}
	return strings.ReplaceAll(g.pieces[i], "\xff", "?")
}
