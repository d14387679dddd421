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

// A naming finds plain words for those of a comparison.
type naming struct {
	*gathering
	vs    []*vocabulary
	moved map[string]string // beginnings → plain ones
	stay  []string          // open runs that stay as they are
}

// names says which words are exchanged for which.
func (n naming) names() automaton.Renaming {
	n.moved, n.stay = map[string]string{}, slices.Clone(n.parts)
	for i, u := range n.begins {
		if !n.begin(u, len(n.words)+i) {
			n.stay = append(n.stay, u)
		}
	}
	whole := map[string]string{}
	for i, w := range n.words {
		for name := range plainWords(w, i, n.sized) {
			if n.whole(w, name) {
				whole[w] = name
				break
			}
		}
	}
	return automaton.Renaming{Whole: whole, Begins: n.moved}
}

// whole reports whether the name can stand for the word.
func (n naming) whole(w, name string) bool {
	if len(name) != len(w) && n.sized || n.seen[name] {
		return false
	}
	for _, x := range []string{w, name} {
		if slices.ContainsFunc(n.stay, func(run string) bool { return strings.Contains(x, run) }) {
			return false
		}
		for u, c := range n.moved { // words that begin so are exchanged with their beginning
			if strings.HasPrefix(x, u) || strings.HasPrefix(x, c) {
				return false
			}
		}
	}
	return !slices.ContainsFunc(n.vs, func(v *vocabulary) bool { return v.tells(w, name) })
}

// begin finds a plain beginning for one.
func (n naming) begin(u string, i int) bool {
	if len(n.parts) > 0 {
		return false // a part of a word may be the end of this beginning
	}
	for c := range plainWords(u, i, true) {
		if n.begun(u, c) {
			n.moved[u] = c
			return true
		}
	}
	return false
}

func (n naming) begun(u, c string) bool {
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
	return !slices.ContainsFunc(n.words, func(w string) bool { return strings.HasPrefix(w, c) }) &&
		!slices.ContainsFunc(n.vs, func(v *vocabulary) bool { return v.tellsBegun(u, c) })
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

// plainWords are candidates for the place of the i-th word: as many digits for a
// number, a UUID for a UUID, else short names, of which one may be as good for
// the domains as the word. They are made as they are asked for. Sized: all are as long
// as the word.
func plainWords(word string, i int, sized bool) iter.Seq[string] {
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
