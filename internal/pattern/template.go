package pattern

// The construction rule: when a pattern on a whole text says the same as patterns on
// its variables.

import (
	"strings"
	"unicode/utf8"
)

// A Var says what one variable of a template can hold. Width is the number of
// characters when it is always the same, else 0. The alphabet must hold every
// character that a real value can have: the rules below rest on what it leaves
// out.
type Var struct {
	Set   Alphabet
	Width int
	Min   int // fewest characters, for variables of no fixed width
}

// A Template is a text with variables: Lits[0] Vars[0] Lits[1] … Lits[n].
// len(Lits) is len(Vars)+1.
type Template struct {
	Lits []string
	Vars []Var
}

// A Way says how a document restricts one variable.
type Way int

// Exact: to fixed texts. Run: not at all, spelled as so many single-character
// wildcards (only for a variable of fixed width). Glob: by a pattern with *.
const (
	Exact Way = iota
	Run
	Glob
)

// A Reason says why a document on the whole text would admit more than it says.
type Reason int

// None: it does not. Ambiguous: two different jobs may have the same text,
// because a variable may hold the separator that follows it. Leaks: the * of a
// variable may run over its separator into the next variables.
const (
	None Reason = iota
	Ambiguous
	Leaks
)

// Expressible decides whether restricting the variables one by one, in the given
// ways, is the same as matching the whole text against the joined pattern. It
// answers None only if that holds for all values over the variables' alphabets;
// otherwise it names the variable at fault. An answer other than None may be
// stricter than need be.
//
// Texts are taken apart from both ends: from the left past every variable of
// fixed width or with a foreign character in the separator behind it, from the
// right past every one with a foreign character in the separator before it; at
// most one variable, the pivot, may be left in the middle. Then globs are sound
// in two cases.
//
//   - All variables but the last come apart from the left, and each glob stands
//     in the last one or in one whose separator holds a character that neither
//     it nor any later variable can hold: counting that character aligns the
//     pattern with the text.
//   - The only glob stands in the pivot: what is left and right of it is fixed.
func (t Template) Expressible(ways []Way) (reason Reason, at int) {
	n := len(t.Vars)
	left := 0 // variables before left come apart from the left
	for left < n && t.fromLeft(left) {
		left++
	}
	right := n - 1 // variables after right come apart from the right
	for right >= 0 && t.fromRight(right) {
		right--
	}
	if left < right {
		return Ambiguous, left
	}
	var globs []int
	for i, w := range ways {
		if w == Glob {
			globs = append(globs, i)
		}
	}
	if len(globs) == 1 && globs[0] <= left && globs[0] >= right {
		return None, 0
	}
	for _, g := range globs {
		if left < n-1 {
			return Leaks, g
		}
		if g < n-1 && !t.foreignToRest(g) {
			return Leaks, g
		}
	}
	return None, 0
}

// fromLeft: where the variable begins is known; is it known where it ends?
func (t Template) fromLeft(i int) bool {
	if t.Vars[i].Width > 0 {
		return true
	}
	_, ok := t.Vars[i].Set.Foreign(t.Lits[i+1])
	return ok
}

// fromRight: where the variable ends is known; is it known where it begins?
func (t Template) fromRight(i int) bool {
	if t.Vars[i].Width > 0 {
		return true
	}
	_, ok := t.Vars[i].Set.Foreign(t.Lits[i])
	return ok
}

// foreignToRest: the separator behind the variable holds a character that
// neither it nor any later variable can hold.
func (t Template) foreignToRest(i int) bool {
	var all Alphabet
	for _, v := range t.Vars[i:] {
		all = all.Union(v.Set)
	}
	_, ok := all.Foreign(t.Lits[i+1])
	return ok
}

// Shape is what the template can mint.
func (t Template) Shape() Shape {
	var s Shape
	for i, v := range t.Vars {
		s = append(s, Piece{Text: t.Lits[i]})
		if v.Width > 0 {
			s = append(s, Piece{Set: v.Set, Min: v.Width, Max: v.Width})
		} else {
			s = append(s, Piece{Set: v.Set, Min: v.Min, Max: -1})
		}
	}
	return append(s, Piece{Text: t.Lits[len(t.Vars)]})
}

// Once reports whether the text fits the template in exactly one way over the
// variables' alphabets: then it is one job's alone, although Expressible finds other
// texts that are not.
func (t Template) Once(text string) bool {
	type place struct{ i, at int }
	known := map[place]int{}
	var ways func(i, at int) int // in which the text from here on fits, at most 2
	ways = func(i, at int) int {
		rest, ok := strings.CutPrefix(text[at:], t.Lits[i])
		switch {
		case !ok:
			return 0
		case i == len(t.Vars) && rest == "":
			return 1
		case i == len(t.Vars):
			return 0
		}
		if n, ok := known[place{i, at}]; ok {
			return n
		}
		v, n := t.Vars[i], 0
		for end, length := len(text)-len(rest), 0; n < 2; length++ {
			if v.Width == length && length > 0 || v.Width == 0 && length >= v.Min {
				n += ways(i+1, end)
			}
			r, size := utf8.DecodeRuneInString(text[end:])
			if size == 0 || !v.Set.Has(r) || v.Width > 0 && length == v.Width {
				break
			}
			end += size
		}
		known[place{i, at}] = min(n, 2)
		return known[place{i, at}]
	}
	return ways(0, 0) == 1
}
