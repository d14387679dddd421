package automaton

import (
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"unicode/utf8"
)

func compile(t testing.TB, within, without []Lang) *DFA {
	t.Helper()
	d, err := Compile(within, without, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDFASmallWorld: every pattern up to length four as a DFA, and pairs of
// shorter ones as intersection, difference and neither.
func TestDFASmallWorld(t *testing.T) {
	check := func(d *DFA, what string, want func(j int) bool, texts []string) {
		for j, w := range texts {
			if got := len(run(d, w)) == 1; got != want(j) || d.Match(w) != got {
				t.Fatalf("%s: DFA says %v of %q, Match %v", what, got, w, d.Match(w))
			}
		}
	}
	single := newOracle(words("ab*?", 4), smallTexts)
	for i, p := range single.patterns {
		d := compile(t, []Lang{Globs(patternOf(p))}, nil)
		check(d, p, func(j int) bool { return single.match[i][j] }, smallTexts)
		if i%5 == 0 {
			checkMachine(t, d, smallTexts)
		}
	}
	texts := slices.Concat(words("ab", 4), wideTexts)
	o := newOracle(words("ab*?", 2), texts)
	for i, p := range o.patterns {
		a := Globs(patternOf(p))
		for j, q := range o.patterns {
			b := Globs(patternOf(q))
			check(compile(t, []Lang{a, b}, nil), p+" and "+q, func(k int) bool { return o.match[i][k] && o.match[j][k] }, texts)
			check(compile(t, []Lang{a}, []Lang{b}), p+" without "+q, func(k int) bool { return o.match[i][k] && !o.match[j][k] }, texts)
			check(compile(t, nil, []Lang{a, b}), "neither "+p+" nor "+q, func(k int) bool { return !o.match[i][k] && !o.match[j][k] }, texts)
			check(compile(t, []Lang{a.Or(b)}, nil), p+" or "+q, func(k int) bool { return o.match[i][k] || o.match[j][k] }, texts)
		}
	}
}

// TestDFAIsMinimal: equal languages have equal automata, however they are said,
// and no two states of one are equal by the textbook's table.
func TestDFAIsMinimal(t *testing.T) {
	whole := func(src string) Lang {
		l, err := Whole(src)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	for _, c := range []struct{ a, b []Lang }{
		{[]Lang{whole("a*")}, []Lang{whole("(?:aa)*").Or(whole("a(?:aa)*"))}},
		{[]Lang{All()}, nil},
		{[]Lang{whole("[ab]*")}, []Lang{whole("(?:a|b)*"), whole("(a*b*)*")}},
		{[]Lang{whole("(?s:.)")}, []Lang{whole(`[\x00-\x{10FFFF}]`)}},
		{[]Lang{Texts("b", "a", "ab")}, []Lang{whole("ab?|b")}},
		{[]Lang{whole("a"), whole("b")}, []Lang{Texts()}},
		{[]Lang{whole("x{0,40}")}, []Lang{whole("x*"), whole(".{0,40}")}},
	} {
		a, b := compile(t, c.a, nil), compile(t, c.b, nil)
		if a.start != b.start || a.classes != b.classes || a.class != b.class || !slices.Equal(a.next, b.next) || !slices.Equal(a.states, b.states) {
			t.Errorf("%q and %q: %d and %d states", c.a[0].Key(), Lang{}.Key(), a.States(), b.States())
		}
	}
	r := rand.New(rand.NewPCG(5, 6))
	compared := 0
	for range 300 {
		src := randomRegexp(r, 3)
		lang, err := Whole(src)
		if err != nil {
			continue
		}
		d, err := Compile([]Lang{lang}, nil, 40)
		if err != nil {
			continue
		}
		// told[i][j]: a text tells the states apart.
		n := d.States() + 1
		told := make([]bool, n*n)
		of := func(s State) int { return int(s+1+State(n)) % n } // the dead state is 0
		at := func(i int) State { return State(i - 1) }
		for changed := true; changed; {
			changed = false
			for i := range n {
				for j := range n {
					if told[i*n+j] {
						continue
					}
					apart := len(d.Tags(at(i))) != len(d.Tags(at(j)))
					for b := 0; b < 256 && !apart; b++ {
						apart = told[of(d.Step(at(i), byte(b)))*n+of(d.Step(at(j), byte(b)))]
					}
					if apart {
						told[i*n+j] = true
						changed = true
					}
				}
			}
		}
		for i := range n {
			for j := range i {
				compared++
				if !told[i*n+j] {
					t.Fatalf("%q: states %d and %d are equal", src, at(i), at(j))
				}
			}
		}
	}
	if compared < 1000 {
		t.Errorf("only %d pairs", compared)
	}
}

func TestValidUTF8(t *testing.T) {
	d := ValidUTF8()
	if d.States() != 8 {
		t.Errorf("%d states, want 8", d.States())
	}
	check := func(text string) {
		if d.Match(text) != utf8.ValidString(text) {
			t.Fatalf("%x: %v", text, d.Match(text))
		}
	}
	for i := range 1 << 16 {
		check(string([]byte{byte(i >> 8), byte(i)}))
	}
	edges := []byte{0, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff}
	forTuples(len(edges), 4, func(at []int) {
		check(string([]byte{edges[at[0]], edges[at[1]], edges[at[2]], edges[at[3]]}))
	})
	checkMachine(t, d, wideTexts)
}

func TestDFABounds(t *testing.T) {
	if _, err := Compile([]Lang{Globs(patternOf("*a??????????????????"))}, nil, 1000); !errors.Is(err, ErrManyStates) {
		t.Errorf("a doubling pattern: %v", err)
	}
	if _, err := Compile([]Lang{Texts("abcdefgh")}, nil, 8); !errors.Is(err, ErrManyStates) {
		t.Errorf("nine states in eight: %v", err)
	}
	if d, err := Compile([]Lang{Texts("abcdefgh")}, nil, 9); err != nil || d.States() != 9 {
		t.Errorf("nine states in nine: %v", err)
	}
	empty := compile(t, []Lang{Texts("a"), Texts("b")}, nil)
	if !empty.Empty() || empty.Start() != Dead || empty.Match("a") || empty.Match("") {
		t.Error("the empty language is not")
	}
	checkMachine(t, empty, []string{"", "a"})
}

// TestDFAShared: many goroutines walk one DFA (the race detector judges).
func TestDFAShared(t *testing.T) {
	d := compile(t, []Lang{All()}, []Lang{Texts("main")})
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			checkMachine(t, d, []string{"main", "mail"})
		})
	}
	wait.Wait()
}

// domain is what platform data say of a variable: a class, and what it never
// holds.
func domain(t testing.TB) (within, without []Lang) {
	t.Helper()
	must := func(f func(string) (Lang, error), src string) Lang {
		l, err := f(src)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	return []Lang{must(Whole, `[^\x00-\x20\x7f~^:?*\[\\]+`)},
		[]Lang{must(Regexp, `\.\.`), must(Regexp, `//`), must(Regexp, `@\{`), must(Regexp, `^/|/$|\.$|\.lock(?:/|$)|/\.|^\.`)}
}

func BenchmarkCompileDomain(b *testing.B) {
	within, without := domain(b)
	b.ReportAllocs()
	for b.Loop() {
		d, err := Compile(within, without, 1000)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(d.States()), "states")
	}
}

func TestDomain(t *testing.T) {
	within, without := domain(t)
	d := compile(t, within, without)
	for text, want := range map[string]bool{
		"main": true, "release/1.x": true, "é/ö": true, "": false, "a..b": false, "a//b": false, "a.lock": false, "a.lock/b": false, "a.locks": true, "/a": false, "a/": false, ".a": false, "a/.b": false, "a b": false, "a@{b": false, "a@b": true, "a:b": false,
	} {
		if d.Match(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
	t.Logf("%d states, %d classes, %d bytes", d.States(), d.classes, d.Held())
}
