package automaton

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// TestSearchSmallWorld: inclusion, intersection and emptiness of all pairs of
// patterns up to length three, against all texts up to five and the definition.
// A third letter stands for all that the patterns do not name.
func TestSearchSmallWorld(t *testing.T) {
	texts := slices.Concat(words("abc", 5), wideTexts)
	o := newOracle(words("ab*?", 3), texts)
	// First among the shortest: words ascends in length, and wide texts are
	// longer in bytes than as many letters.
	shortest := func(i, j int, with bool) (string, bool) {
		for k, w := range texts {
			if o.match[i][k] && o.match[j][k] == with {
				return w, true
			}
		}
		return "", false
	}
	found, none := 0, 0
	check := func(what string, i, j int, with bool, word string, a Finding) {
		want, ok := shortest(i, j, with)
		switch a {
		case Found:
			found++
			units := utf16.Encode([]rune(word))
			if !obviousMatch(o.patterns[i], units) || obviousMatch(o.patterns[j], units) != with {
				t.Fatalf("%s of %q and %q: %q is no example", what, o.patterns[i], o.patterns[j], word)
			}
			if !ok || len(word) != len(want) {
				t.Fatalf("%s of %q and %q: %q, but the shortest is %q (%v)", what, o.patterns[i], o.patterns[j], word, want, ok)
			}
		case Nothing:
			none++
			if ok {
				t.Fatalf("%s of %q and %q: nothing, but there is %q", what, o.patterns[i], o.patterns[j], want)
			}
		case Over:
			t.Fatalf("%s of %q and %q: over", what, o.patterns[i], o.patterns[j])
		}
	}
	for i, p := range o.patterns {
		a := Globs(patternOf(p))
		for j, q := range o.patterns {
			b := Globs(patternOf(q))
			word, f := Covers(b, a)
			check("difference", i, j, false, word, f)
			word, f = Find([]Lang{a, b}, nil, nil, DefaultBudget)
			check("intersection", i, j, true, word, f)
			// Without the short way over ASCII.
			word, f = Find([]Lang{a}, []Lang{b}, ValidUTF8(), DefaultBudget)
			check("difference within all", i, j, false, word, f)
		}
	}
	t.Logf("%d found, %d none", found, none)
	if found < 1000 || none < 1000 {
		t.Errorf("lopsided: %d found, %d none", found, none)
	}
}

// TestCoversUnions: a union covers what no member does, and three do not cover
// what four would.
func TestCoversUnions(t *testing.T) {
	patterns := words("ab*?", 2)
	texts := slices.Concat(words("abc", 4), wideTexts)
	o := newOracle(patterns, texts)
	covered, not := 0, 0
	for i := range patterns {
		for j := range i {
			for k := range patterns {
				outer := Globs(patternOf(patterns[i]), patternOf(patterns[j]))
				_, a := Covers(outer, Globs(patternOf(patterns[k])))
				want := Nothing
				for w := range texts {
					if o.match[k][w] && !o.match[i][w] && !o.match[j][w] {
						want = Found
						break
					}
				}
				if a != want {
					t.Fatalf("%q and %q over %q: %v, want %v", patterns[i], patterns[j], patterns[k], a, want)
				}
				if a == Nothing {
					covered++
				} else {
					not++
				}
			}
		}
	}
	if covered < 500 || not < 500 {
		t.Errorf("lopsided: %d covered, %d not", covered, not)
	}
}

func mustWhole(t testing.TB, src string) Lang {
	t.Helper()
	l, err := Whole(src)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func mustRegexp(t testing.TB, src string) Lang {
	t.Helper()
	l, err := Regexp(src)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestFindLooksNatural(t *testing.T) {
	for _, c := range []struct {
		in, out []Lang
		word    string
		a       Finding
	}{
		{nil, nil, "", Found},
		{[]Lang{All()}, []Lang{Texts("")}, "a", Found},
		{[]Lang{mustWhole(t, ".")}, []Lang{mustWhole(t, "[a-zA-Z]")}, "0", Found},
		{[]Lang{mustWhole(t, "[^a-z]")}, nil, "A", Found},
		{[]Lang{mustWhole(t, "[~./]")}, nil, ".", Found},
		{[]Lang{mustWhole(t, `[\x00-\x1f~]`)}, nil, "~", Found},
		{[]Lang{mustWhole(t, `\x00a|!!`)}, nil, "!!", Found},
		{[]Lang{mustWhole(t, `a\x00|\x00\x00|~~`)}, nil, "~~", Found},
		{[]Lang{mustWhole(t, `!!\x00|\x00\x00a`)}, nil, "!!\x00", Found},
		{[]Lang{mustWhole(t, `\x00[^\x00-\x{7f}]|\x01\x01a`)}, nil, "\x01\x01a", Found},
		{[]Lang{mustWhole(t, `é|\x01!`)}, nil, "\x01!", Found},
		{[]Lang{mustWhole(t, `é|ab`)}, nil, "ab", Found},
		{[]Lang{mustWhole(t, `é|abc`)}, nil, "é", Found},
		{[]Lang{mustWhole(t, `[^\x00-\x7f]`)}, nil, "\u0080", Found},
		{[]Lang{globLang("repo:*:ref:*"), globLang("*:ref:*x*")}, []Lang{globLang("repo::*")}, "repo:a:ref:x", Found},
		{[]Lang{mustRegexp(t, "^prod"), globLang("*-sandbox")}, nil, "prod-sandbox", Found},
		{[]Lang{Texts("a", "b")}, []Lang{Texts("a")}, "b", Found},
		{[]Lang{Texts("a"), Texts("b")}, nil, "", Nothing},
		{[]Lang{Texts()}, nil, "", Nothing},
		{[]Lang{All()}, []Lang{All()}, "", Nothing},
		{nil, []Lang{mustRegexp(t, "^[^/]*$"), mustRegexp(t, "(?s)/")}, "", Nothing},
		{nil, []Lang{mustRegexp(t, "."), Texts("", "\n")}, "\n\n", Found},
		{nil, []Lang{Texts(""), numberedASCII()}, "\u0080", Found},
		{[]Lang{Globs(patternOf("*?"))}, []Lang{numberedASCII(), globLang("*\u0080*")}, "\u0081", Found},
	} {
		for range 3 {
			word, a := Find(c.in, c.out, nil, DefaultBudget)
			if word != c.word || a != c.a {
				t.Errorf("in %q: %q, %v; want %q, %v", c.in, word, a, c.word, c.a)
			}
		}
	}
}

// globLang is the language of one glob.
func globLang(glob string) Lang { return Globs(pattern.FromGlob(glob)) }

func TestFindWithin(t *testing.T) {
	digits := compile(t, []Lang{mustWhole(t, "[0-9]+")}, nil)
	if word, a := Find(nil, []Lang{globLang("0*")}, digits, DefaultBudget); word != "1" || a != Found {
		t.Errorf("%q, %v", word, a)
	}
	if word, a := Find([]Lang{mustRegexp(t, "[^0-9]")}, nil, digits, DefaultBudget); word != "" || a != Nothing {
		t.Errorf("%q, %v", word, a)
	}
}

// numberedASCII is the texts with a character of ASCII.
func numberedASCII() Lang {
	var out []pattern.Seq
	for b := range byte(0x80) {
		out = append(out, pattern.FromGlob("*").Append(pattern.Tok{Kind: pattern.Lit, Text: string(rune(b))}, pattern.Tok{Kind: pattern.Star}))
	}
	return Globs(out...)
}

// numbered makes n globs; a %d in the form is the number.
func numbered(form string, n int) Lang {
	var out []pattern.Seq
	for i := range n {
		out = append(out, pattern.FromGlob(strings.ReplaceAll(form, "%d", fmt.Sprint(i))))
	}
	return Globs(out...)
}

// doubling are languages whose automata double with each wildcard or pattern.
func doubling() map[string][2]Lang {
	return map[string][2]Lang{
		"a and units":    {Globs(patternOf("*b" + strings.Repeat("?", 18))), Globs(patternOf("*a" + strings.Repeat("?", 18)))},
		"more units":     {Globs(patternOf("*b" + strings.Repeat("?", 40))), Globs(patternOf("*a" + strings.Repeat("?", 40) + "a"))},
		"two lists":      {numbered("*x%d*:*y%d", 1000), numbered("*x%d*:*z%d*", 1000)},
		"one list":       {All(), numbered("*x%d*:*y%d", 1000)},
		"in and out":     {numbered("*x%d*:*y%d", 1000), numbered("*x%d*:*y%d", 999)},
		"closing stars":  {Globs(patternOf("?*")), numbered("*x%d*y%d*z%d", 300)},
		"units in lists": {Globs(patternOf("*b" + strings.Repeat("?", 30))), Globs(patternOf("*a"+strings.Repeat("?", 20)), patternOf("*c"+strings.Repeat("?", 21)), patternOf("*d"+strings.Repeat("?", 22)))},
	}
}

// TestDoublingEnds: languages that cannot be decided end within their budget.
// The time is not judged closely here; the benchmarks print it.
func TestDoublingEnds(t *testing.T) {
	for name, c := range doubling() {
		// The inner language within the outer one, but for texts too long to be
		// reached: no short example can end the walk.
		in, out := []Lang{c[0]}, []Lang{c[1], mustWhole(t, `(?s).{0,16}`)}
		word, a := Find(in, out, nil, DefaultBudget)
		t.Logf("%s: %v %.60q", name, a, word)
		if a == Nothing {
			t.Errorf("%s: %v, %q", name, a, word)
		}
		if a == Found && (!c[0].Match(word) || c[1].Match(word)) {
			t.Errorf("%s: %q is no example", name, word)
		}
	}
	l := doubling()["a and units"][0]
	if _, a := Find([]Lang{l}, nil, nil, Budget{Steps: 10, Bytes: 1 << 30}); a != Over {
		t.Errorf("ten steps: %v", a)
	}
	if _, a := Find([]Lang{l}, nil, nil, Budget{Steps: 1 << 30, Bytes: 100}); a != Over {
		t.Errorf("a hundred bytes: %v", a)
	}
}

// TestSearchStopsEarly: what the outer language has for good is not walked
// through, and neither is a language that can no longer have a text.
func TestSearchStopsEarly(t *testing.T) {
	for _, c := range []struct{ in, out Lang }{
		{globLang("a*b*c*"), Globs(patternOf("a*"), patternOf("b"), patternOf("*c?d"), patternOf("*d?c"), patternOf("e*"))},
		{Globs(patternOf("ab*"), patternOf("a*d"), patternOf("*e??f"), patternOf("*f??e"), patternOf("*g")), mustRegexp(t, "^(?:[^x]|x)?")},
	} {
		p, err := newProduct(ValidUTF8(), []Lang{c.in}, []Lang{c.out})
		if err != nil {
			t.Fatal(err)
		}
		if _, a := (&search{product: p, budget: DefaultBudget}).run(); a != Nothing || p.count > 2 {
			t.Errorf("%v after %d states", a, p.count)
		}
	}
	p := &product{table: make([]slot, 64), next: make([]State, 2)}
	p.addMachines([]Machine{ValidUTF8()}, false)
	p.addMachines([]Machine{refusal{}}, false)
	if _, a := (&search{product: p, budget: DefaultBudget}).run(); a != Nothing || p.count > 0 {
		t.Errorf("%v after %d states", a, p.count)
	}
}

// A refusal is a machine that is settled, has no tag, and is not in the dead
// state.
type refusal struct{ *DFA }

func (refusal) Start() State           { return 0 }
func (refusal) Step(State, byte) State { return 0 }
func (refusal) Tags(State) []int32     { return nil }
func (refusal) Settled(State) bool     { return true }

// A spent is a machine that has given up before its first state.
type spent struct{ *DFA }

func (spent) Start() State       { return Dead }
func (spent) Settled(State) bool { return true }
func (spent) Tags(State) []int32 { return nil }
func (spent) Held() int          { return 0 }
func (spent) Over() bool         { return true }

// TestOverIsNoAnswer: a list too long for one machine is Over, not Nothing.
func TestOverIsNoAnswer(t *testing.T) {
	p := &product{table: make([]slot, 64), next: make([]State, 1)}
	p.addMachines([]Machine{spent{}}, false)
	if _, a := (&search{product: p, budget: DefaultBudget}).run(); a != Over {
		t.Errorf("a machine that gave up at once: %v", a)
	}
	huge := Globs(pattern.Seq{{Kind: pattern.Ones, N: maxSeqNodes + 1}})
	if _, a := Find([]Lang{huge}, nil, nil, DefaultBudget); a != Over {
		t.Errorf("as in: %v", a)
	}
	if _, a := Find(nil, []Lang{huge}, nil, DefaultBudget); a != Over {
		t.Errorf("as out: %v", a)
	}
}

// pairs of a thousand globs, the inner ones within the outer ones.
func thousands(n int) map[string][2]Lang {
	return map[string][2]Lang{
		"prefix":   {numbered("repo:org-%d/name:ref:refs/heads/release-*", n), numbered("repo:org-%d/*", n)},
		"middle":   {numbered("org:%d:project:*:ref:refs/heads/release-%d-*", n), numbered("org:%d:*:ref:refs/heads/release-%d-*", n)},
		"suffix":   {numbered("*:ref:refs/heads/release-%d", n), numbered("*:refs/heads/release-%d", n)},
		"inside":   {numbered("*:name-%d:*", n), numbered("*name-%d:*", n)},
		"not":      {numbered("*:ref:refs/heads/release-%d", n), numbered("*:heads/release-%d", n)},
		"shifted":  {numbered("repo:*/%d:ref:*", n+1), numbered("repo:*/%d:ref:*", n)},
		"literals": {numbered("repo:org/name-%d:ref:main", n), numbered("repo:org/name-%d:ref:*", n)},
	}
}

func TestThousandsOfGlobs(t *testing.T) {
	for name, c := range thousands(1000) {
		start := time.Now()
		word, a := Covers(c[1], c[0])
		t.Logf("%s: %v %.60q in %v", name, a, word, time.Since(start))
		want := Nothing
		if name == "not" || name == "shifted" {
			want = Found
		}
		if a != want {
			t.Errorf("%s: %v, %q; want %v", name, a, word, want)
		}
		if a == Found && (!c[0].Match(word) || c[1].Match(word)) {
			t.Errorf("%s: %q is no example", name, word)
		}
	}
}

func BenchmarkThousandsOfGlobs(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		for _, name := range []string{"prefix", "middle", "suffix", "inside", "shifted"} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				c := thousands(n)[name]
				b.ReportAllocs()
				for b.Loop() {
					if _, a := Covers(c[1], c[0]); a == Over {
						b.Fatal("over")
					}
				}
			})
		}
	}
}

func BenchmarkDoubling(b *testing.B) {
	for _, name := range []string{"a and units", "more units", "two lists", "one list", "in and out", "closing stars", "units in lists"} {
		b.Run(name, func(b *testing.B) {
			c := doubling()[name]
			in, out := []Lang{c[0]}, []Lang{c[1], mustWhole(b, `(?s).{0,16}`)}
			b.ReportAllocs()
			for b.Loop() {
				Find(in, out, nil, DefaultBudget)
			}
		})
	}
}

func BenchmarkCoversOrdinary(b *testing.B) {
	inner := Globs(pattern.FromGlob("repo:org/name:ref:refs/heads/*"))
	outer := Globs(pattern.FromGlob("repo:org/*:ref:refs/heads/*"))
	b.ReportAllocs()
	for b.Loop() {
		if _, a := Covers(outer, inner); a != Nothing {
			b.Fatal(a)
		}
	}
}

func FuzzSeqs(f *testing.F) {
	for _, seed := range [][3]string{{"a*b", "*a?", "aab"}, {"*?é", "é*", "aé"}, {"??", "?*?", "\U0001F600"}, {"*a*a?", "*ab*", "aabab"}, {"", "*", ""}, {"*€?*", "?€", "\U0001F600€a"}} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, p, q, text string) {
		for _, s := range []string{p, q, text} {
			if len(s) > 24 || s != strings.ToValidUTF8(s, "") {
				t.Skip()
			}
		}
		m, err := newSeqs([]taggedSeq{{patternOf(p), 1}, {patternOf(q), 2}})
		if err != nil {
			t.Fatal(err)
		}
		units := utf16.Encode([]rune(text))
		inP, inQ := Globs(patternOf(p)).Match(text), Globs(patternOf(q)).Match(text)
		if strings.Count(p, "*")+strings.Count(q, "*") < 6 && (inP != obviousMatch(p, units) || inQ != obviousMatch(q, units)) {
			t.Fatalf("%q, %q on %q: Match says %v, %v", p, q, text, inP, inQ)
		}
		tags := run(m, text)
		if slices.Contains(tags, 1) != inP || slices.Contains(tags, 2) != inQ {
			t.Fatalf("%q, %q on %q: tags %v, want %v and %v", p, q, text, tags, inP, inQ)
		}
		checkMachine(t, m, []string{text})
		word, a := Covers(Globs(patternOf(q)), Globs(patternOf(p)))
		if a == Nothing && inP && !inQ {
			t.Fatalf("%q is said to cover %q, but not %q", q, p, text)
		}
		if a == Found && (!Globs(patternOf(p)).Match(word) || Globs(patternOf(q)).Match(word)) {
			t.Fatalf("%q is no example of %q without %q", word, p, q)
		}
	})
}
