package automaton

import (
	"math/rand/v2"
	"testing"
	"unicode"
)

// takesText reports whether the machines of a language take a text.
func takesText(t *testing.T, l Lang, text string) bool {
	t.Helper()
	machines, err := Machines([]Tagged{{Lang: l, Tag: 7}})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range machines {
		s := m.Start()
		for i := range len(text) {
			var live, cuts Bytes
			live = AllBytes
			m.Live(s, &live)
			next := m.Step(s, text[i])
			if live.Has(text[i]) != (next != Dead) {
				t.Fatalf("Live and Step differ on %q at byte %d of %q", l.Key(), i, text)
			}
			if m.Cut(s, &cuts); text[i] > 0 && next != m.Step(s, text[i]-1) && !cuts.Has(text[i]) {
				t.Fatalf("Cut lacks byte %#x of %q", text[i], text)
			}
			s = next
		}
		if tags := m.Tags(s); len(tags) == 1 && tags[0] == 7 {
			return true
		}
	}
	return false
}

// TestIgnoreCase: what AWS was seen to answer (capital sharp s, Kelvin sign, Greek
// final sigma), and that it is no folding.
func TestIgnoreCase(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Main", "mAIN", true}, {"", "", true}, {"a", "", false}, {"a", "ab", false},
		{"k", "\u212a", true}, {"ß", "ẞ", true}, {"É", "é", true}, {"Σ", "σ", true}, {"ΟΣ", "ος", true},
		{"s", "ſ", false}, {"I", "ı", false}, {"i", "İ", false}, {"ß", "SS", false}, {"Σ", "ς", false},
		{"i\u0307", "İ", true}, {"İx", "i\u0307X", true}, {"ΟΣΑ", "οσα", true}, {"ΟΣ.", "ος.", true}, {"Ο'Σ", "ο'ς", true}, {"ΟΣ'Α", "ος'α", false},
	} {
		for _, p := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			l := IgnoreCase(p[0])
			if got := l.Match(p[1]); got != c.want {
				t.Errorf("IgnoreCase(%q) has %q: %v, want %v", p[0], p[1], got, c.want)
			}
			if got := takesText(t, l, p[1]); got != c.want {
				t.Errorf("the machine of IgnoreCase(%q) takes %q: %v, want %v", p[0], p[1], got, c.want)
			}
		}
	}
}

// TestSpellings: every character is among the spellings of what it becomes, so
// no machine is too small.
func TestSpellings(t *testing.T) {
	for r := rune(1); r <= unicode.MaxRune; r++ {
		if unicode.SimpleFold(r) == r && unicode.ToLower(r) == r {
			continue // also the surrogates, which are no characters
		}
		if l := IgnoreCase(string(r)); !takesText(t, l, string(r)) {
			t.Errorf("the machine of IgnoreCase(%q) does not take it", r)
		}
	}
}

// TestIgnoreCaseMachine holds the machine against lower-casing both.
func TestIgnoreCaseMachine(t *testing.T) {
	letters := []rune("aAkK\u212aσςΣßẞiIİ\u0307ıſs.é-")
	random := rand.New(rand.NewPCG(1, 2))
	draw := func() string {
		out := make([]rune, random.IntN(5))
		for i := range out {
			out[i] = letters[random.IntN(len(letters))]
		}
		return string(out)
	}
	equal := 0
	for range 60_000 {
		a, b := draw(), draw()
		if random.IntN(2) == 0 {
			b = Lower(a)
		}
		l := IgnoreCase(a)
		want := Lower(a) == Lower(b)
		if want {
			equal++
		}
		if got := takesText(t, l, b); got != want || l.Match(b) != want {
			t.Fatalf("IgnoreCase(%q) on %q: machine %v, match %v, want %v", a, b, got, l.Match(b), want)
		}
	}
	if equal < 10_000 {
		t.Errorf("only %d pairs were equal", equal)
	}
}
