package pattern

import (
	"strings"
	"testing"
)

// TestOnce holds it against brute force: each text of a small template, against all
// values that can stand in it.
func TestOnce(t *testing.T) {
	for _, alphabets := range [][]string{{"a:", "a:"}, {"a", "a:"}, {"a:", "a"}, {"a:", "a:", "a"}, {"a:/", "a", "a:/"}} {
		for _, sep := range []string{":", "a:", ":a", "/"} {
			tmpl := Template{Lits: []string{""}}
			for i, a := range alphabets {
				tmpl.Vars = append(tmpl.Vars, Var{Set: mustAlphabet(t, a), Min: i % 2})
				tmpl.Lits = append(tmpl.Lits, sep)
			}
			tmpl.Lits[len(alphabets)] = ""
			fits := map[string]int{}
			var join func(i int, text string)
			join = func(i int, text string) {
				if text += tmpl.Lits[i]; i == len(tmpl.Vars) {
					fits[text]++
					return
				}
				for _, w := range words(symbols, 4) {
					if _, foreign := tmpl.Vars[i].Set.Foreign(w); !foreign && len(w) >= tmpl.Vars[i].Min {
						join(i+1, text+w)
					}
				}
			}
			join(0, "")
			for text, n := range fits {
				// Longer values than those tried could stand in a longer text only.
				if len(text) > 4 {
					continue
				}
				if got := tmpl.Once(text); got != (n == 1) {
					t.Errorf("%q fits %q in %d ways over %v, Once says %t", text, strings.Join(tmpl.Lits, "·"), n, alphabets, got)
				}
			}
			if tmpl.Once("b") {
				t.Errorf("a text that does not fit at all fits once")
			}
		}
	}
	one := Template{Lits: []string{"x", ""}, Vars: []Var{{Set: mustAlphabet(t, "a"), Width: 2}}}
	for text, want := range map[string]bool{"xaa": true, "xa": false, "xaaa": false, "aa": false, "xa\xff": false} {
		if one.Once(text) != want {
			t.Errorf("of fixed width: %q", text)
		}
	}
}
