package proof

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
)

// This file finds a plain symbol for each of a comparison.

// A namer finds plain symbols that nothing in the comparison tells from its own.
type namer struct {
	*symbols
	vs    []*reserved
	moved map[string]string // beginnings → plain ones
	stay  []string          // open runs that stay as they are
}

// names says which symbols are renamed to which.
func (n namer) names() automaton.Renaming {
	n.moved, n.stay = map[string]string{}, slices.Clone(n.parts)
	for i, u := range n.begins {
		if !n.begin(u, len(n.whole)+i) {
			n.stay = append(n.stay, u)
		}
	}
	whole := map[string]string{}
	for i, w := range n.whole {
		for name := range plainSymbols(w, i, n.sized) {
			if n.mayStand(w, name) {
				whole[w] = name
				break
			}
		}
	}
	return automaton.Renaming{Whole: whole, Begins: n.moved}
}

// mayStand reports whether the name can stand for the symbol.
func (n namer) mayStand(w, name string) bool {
	if len(name) != len(w) && n.sized || n.seen[name] {
		return false
	}
	for _, x := range []string{w, name} {
		if slices.ContainsFunc(n.stay, func(run string) bool { return strings.Contains(x, run) }) {
			return false
		}
		for u, c := range n.moved { // symbols that begin so are renamed with their beginning
			if strings.HasPrefix(x, u) || strings.HasPrefix(x, c) {
				return false
			}
		}
	}
	return !slices.ContainsFunc(n.vs, func(v *reserved) bool { return v.tells(w, name) })
}

// begin finds a plain beginning for one.
func (n namer) begin(u string, i int) bool {
	if len(n.parts) > 0 {
		return false // a part of a symbol may be the end of this beginning
	}
	for c := range plainSymbols(u, i, true) {
		if n.begun(u, c) {
			n.moved[u] = c
			return true
		}
	}
	return false
}

func (n namer) begun(u, c string) bool {
	for _, v := range n.begins {
		if v != u && (related(v, u) || related(v, c)) {
			return false
		}
	}
	for _, d := range n.moved {
		if related(d, u) || related(d, c) {
			return false
		}
	}
	return !slices.ContainsFunc(n.whole, func(w string) bool { return strings.HasPrefix(w, c) }) &&
		!slices.ContainsFunc(n.vs, func(v *reserved) bool { return v.tellsBegun(u, c) })
}

// related reports that one text begins with the other.
func related(a, b string) bool { return strings.HasPrefix(a, b) || strings.HasPrefix(b, a) }

// reversed is the renaming back.
func reversed(n automaton.Renaming) automaton.Renaming {
	turn := func(m map[string]string) map[string]string {
		out := map[string]string{}
		for k, v := range m {
			out[v] = k
		}
		return out
	}
	return automaton.Renaming{Whole: turn(n.Whole), Begins: turn(n.Begins)}
}

// plainSymbols are candidates for the place of the i-th symbol: as many digits for a
// number, a UUID for a UUID, else short names, of which one may be as good for
// the domains as the symbol. They are made as they are asked for. Sized: all are as long
// as the symbol.
func plainSymbols(word string, i int, sized bool) iter.Seq[string] {
	return func(yield func(string) bool) {
		switch {
		case strings.ContainsFunc(word, func(r rune) bool { return r >= utf8.RuneSelf }):
			return // as long in bytes as in characters, no more, is what names can be
		case strings.Trim(word, "0123456789") == "":
			yield(fmt.Sprintf("9%0*d", len(word)-1, i))
			return
		case len(word) == 36 && strings.Count(word, "-") == 4:
			yield(fmt.Sprintf("%08d-0000-4000-8000-000000000000", i))
			return
		}
		n := strings.Map(func(digit rune) rune { return digit - '0' + 'g' }, strconv.Itoa(i)) // no hexadecimal letters
		heads := [...]string{"w", "w0", "w-", "w_", "w.", "W"}
		for _, head := range heads {
			if name := head + n; (!sized || len(name) == len(word)) && !yield(name) {
				return
			}
		}
		for _, head := range heads {
			pad := len(word) - len(head) - len(n)
			if pad < 0 && sized {
				continue
			}
			if !yield(strings.Repeat(head[:1], max(pad, 0)) + head + n) {
				return
			}
		}
	}
}
