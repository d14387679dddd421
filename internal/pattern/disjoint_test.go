package pattern

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

// TestDisjointSmallWorld holds Disjoint against brute force: every sequence of
// up to three elements against shapes of fixed texts, fixed widths, ranges and
// open runs, over all words short enough to tell them apart.
func TestDisjointSmallWorld(t *testing.T) {
	effort.Alone(t)
	a, colon := mustAlphabet(t, "a"), mustAlphabet(t, "a:")
	pieces := []Piece{
		{Text: "a"}, {Text: ":"}, {Text: "a:"},
		{Set: a, Max: -1}, {Set: colon, Min: 1, Max: -1}, {Set: colon, Min: 2, Max: 2}, {Set: a, Min: 0, Max: 2}, {Set: Alphabet{}, Min: 1, Max: 1},
	}
	// A sequence has at most three fixed characters or wildcards and a shape at
	// most three pieces of at most two needed characters: what they have in
	// common, they have in common in a word of at most nine characters, of which
	// open runs need no more than the sequence has elements.
	all := words("a:", 9)
	elements := []Tok{{Kind: Lit, Text: "a"}, {Kind: Lit, Text: ":"}, {Kind: Star}, {Kind: Ones, N: 1}}
	disjoint, meet := 0, 0
	for n := range 4 {
		forTuples(len(elements), n, func(ei []int) {
			var s Seq
			for _, e := range ei {
				s = s.Append(elements[e])
			}
			var matched []string
			for _, w := range all {
				if s.Match(w) {
					matched = append(matched, w)
				}
			}
			for m := 1; m <= 3; m++ {
				forTuples(len(pieces), m, func(pi []int) {
					var shape Shape
					for _, p := range pi {
						shape = append(shape, pieces[p])
					}
					want := true
					for _, w := range matched {
						if fits(shape, w) {
							want = false
							break
						}
					}
					if want {
						disjoint++
					} else {
						meet++
					}
					if got := Disjoint(s, shape); got != want {
						t.Fatalf("Disjoint(%q, %+v) = %v, want %v", s, shape, got, want)
					}
				})
			}
		})
	}
	t.Logf("%d disjoint, %d meet", disjoint, meet)
	if disjoint < 1000 || meet < 1000 {
		t.Errorf("a lopsided world: %d disjoint, %d meet", disjoint, meet)
	}
}

// fits is the textbook definition.
func fits(shape Shape, w string) bool {
	if len(shape) == 0 {
		return w == ""
	}
	p := shape[0]
	if p.Text != "" {
		rest, ok := strings.CutPrefix(w, p.Text)
		return ok && fits(shape[1:], rest)
	}
	for n := p.Min; n <= len(w) && (p.Max < 0 || n <= p.Max); n++ {
		if _, bad := p.Set.Foreign(w[:n]); !bad && fits(shape[1:], w[n:]) {
			return true
		}
	}
	return false
}

// TestDisjointLong: a name of a hundred thousand characters is answered; the
// work must not grow with the square of the length.
func TestDisjointLong(t *testing.T) {
	long := Literal("x:" + strings.Repeat("a", 100_000))
	shape := Shape{{Text: "x"}, {Set: AnyText, Max: -1}, {Text: ":"}, {Set: mustAlphabet(t, "a"), Max: -1}}
	if Disjoint(long, shape) {
		t.Error("they meet")
	}
}
