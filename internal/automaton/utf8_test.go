package automaton

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

// codeHas walks a code over the bytes of a character.
func codeHas(c *runeCode, text string) bool {
	node := int32(0)
	for i := range len(text) {
		next, ok := c.step(node, text[i])
		if !ok {
			return false
		}
		if next == runeEnd {
			return i == len(text)-1
		}
		node = next
	}
	return false
}

// TestRuneCode: every character of Unicode, against classes whose edges are
// where encodings change, and random ones.
func TestRuneCode(t *testing.T) {
	effort.Alone(t)
	classes := [][]rune{
		{0, utf8.MaxRune}, {}, {'a', 'a'}, {0x7f, 0x80}, {0x7ff, 0x800}, {0xd700, 0xe010}, {0xffff, 0x10000}, {0x20ac, 0x20ac, 'a', 'z'}, {0x10ffff, 0x10ffff}, {0xd800, 0xdfff}, {'b', 'd', 'a', 'b'},
	}
	edges := []rune{0, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0x7ff, 0x800, 0xfff, 0x1000, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x3ffff, 0x40000, 0xfffff, 0x100000, 0x10ffff}
	r := rand.New(rand.NewPCG(3, 4))
	for range 12 {
		var at []rune
		for range 2 * (1 + r.IntN(4)) {
			at = append(at, edges[r.IntN(len(edges))])
		}
		slices.Sort(at)
		classes = append(classes, slices.Compact(at)[:len(slices.Compact(at))/2*2])
	}
	var letters []rune
	for _, x := range unicode.L.R16 {
		if x.Stride == 1 {
			letters = append(letters, rune(x.Lo), rune(x.Hi))
		}
	}
	classes = append(classes, letters)
	for _, class := range classes {
		c := newRuneCode(class)
		for x := rune(0); x <= utf8.MaxRune; x++ {
			if !utf8.ValidRune(x) {
				continue
			}
			want := false
			for i := 0; i+1 < len(class); i += 2 {
				want = want || class[i] <= x && x <= class[i+1]
			}
			if got := codeHas(c, string(x)); got != want {
				t.Fatalf("class %x: %x is in: %v, want %v", class, x, got, want)
			}
		}
		for _, bad := range []string{"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xe2\x82"} {
			if codeHas(c, bad) {
				t.Fatalf("class %x has the bytes %x", class, bad)
			}
		}
	}
}

func TestFoldOrbit(t *testing.T) {
	if got := foldOrbit('k'); len(got) != 6 || !slices.Contains(got, '\u212a') || !slices.Contains(got, 'K') {
		t.Errorf("the orbit of k is %q", got)
	}
}
