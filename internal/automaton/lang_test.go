package automaton

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

// words lists the texts of at most so many of the symbols.
func words(symbols string, longest int) []string {
	out := []string{""}
	for from := 0; longest > 0; longest-- {
		upto := len(out)
		for _, w := range out[from:upto] {
			for _, c := range symbols {
				out = append(out, w+string(c))
			}
		}
		from = upto
	}
	return out
}

// forTuples calls f with every tuple of n numbers below base.
func forTuples(base, n int, f func([]int)) {
	tuple := make([]int, n)
	for {
		f(tuple)
		i := 0
		for ; i < n; i++ {
			if tuple[i]++; tuple[i] < base {
				break
			}
			tuple[i] = 0
		}
		if i == n {
			return
		}
	}
}

// patternOf spells a pattern of a, b, * and ? as a sequence.
func patternOf(p string) pattern.Seq {
	var s pattern.Seq
	for _, c := range p {
		switch c {
		case '*':
			s = s.Append(pattern.Tok{Kind: pattern.Star})
		case '?':
			s = s.Append(pattern.Tok{Kind: pattern.Ones, N: 1})
		default:
			s = s.Append(pattern.Tok{Kind: pattern.Lit, Text: string(c)})
		}
	}
	return s
}

// obviousMatch is the definition, over UTF-16 units.
func obviousMatch(p string, text []uint16) bool {
	if p == "" {
		return len(text) == 0
	}
	c := []rune(p)[0]
	rest := p[len(string(c)):]
	switch c {
	case '*':
		return obviousMatch(rest, text) || len(text) > 0 && obviousMatch(p, text[1:])
	case '?':
		return len(text) > 0 && obviousMatch(rest, text[1:])
	}
	units := utf16.Encode([]rune{c})
	return len(text) >= len(units) && slices.Equal(text[:len(units)], units) && obviousMatch(rest, text[len(units):])
}

// texts of the small world: all of a and b up to five, and some of characters
// of two, three and four bytes.
var smallTexts = slices.Concat(words("ab", 5), wideTexts)

var wideTexts = slices.Concat(words("aé€\U0001F600", 3)[1:], []string{
	"a\U0001F600b", "\U0001F600\U0001F600\U0001F600", "\U0010FFFF", "\uFFFF", "\u0800", "\u07FF", "\u0080", "a\nb", "\x00",
})

// oracle is what obviousMatch says of patterns and texts.
type oracle struct {
	patterns []string
	texts    []string
	match    [][]bool
}

func newOracle(patterns, texts []string) *oracle {
	o := &oracle{patterns: patterns, texts: texts, match: make([][]bool, len(patterns))}
	for i, p := range patterns {
		for _, w := range texts {
			o.match[i] = append(o.match[i], obviousMatch(p, utf16.Encode([]rune(w))))
		}
	}
	return o
}

// TestSmallWorld: all patterns up to length four over a, b, * and ?, with some
// of wider characters, against the definition on all texts: as languages, and
// each machine that can be made of one.
func TestSmallWorld(t *testing.T) {
	patterns := append(words("ab*?", 4), "é", "*é", "?é", "é*", "é?*", "*\U0001F600", "?\U0001F600?", "\U0001F600??", "??", "*€?", "€*é", "???\U0001F600*")
	o := newOracle(patterns, smallTexts)
	matched, checked := 0, 0
	for i, p := range patterns {
		seq := patternOf(p)
		lang := Globs(seq)
		machines := map[string]Machine{}
		all, err := Machines([]Tagged{{lang, 7}})
		if err != nil || len(all) != 1 {
			t.Fatalf("%q: %d machines, %v", p, len(all), err)
		}
		machines["chosen"] = all[0]
		if text, ok := seq.IsLiteral(); ok {
			machines["text"] = &textMachine{text, [1]int32{7}}
			machines["trie"] = newTrie([]taggedText{{text, 7}, {text, 7}})
		}
		if g, ok := newGlob(seq, 7); ok {
			machines["glob"] = g
		}
		if g, ok := newRigid(seq, 7); ok {
			machines["rigid"] = g
		}
		if machines["seqs"], err = newSeqs([]taggedSeq{{seq, 7}}); err != nil {
			t.Fatal(err)
		}
		for j, w := range smallTexts {
			want := o.match[i][j]
			if want {
				matched++
			}
			if lang.Match(w) != want {
				t.Fatalf("Match(%q, %q) = %v", p, w, !want)
			}
			for kind, m := range machines {
				checked++
				if got := slices.Equal(run(m, w), []int32{7}); got != want {
					t.Fatalf("%s machine of %q says %v of %q", kind, p, got, w)
				}
			}
		}
		for _, m := range machines {
			checkMachine(t, m, smallTexts)
		}
	}
	t.Logf("%d patterns, %d texts, %d answers of machines, %d matches", len(patterns), len(smallTexts), checked, matched)
	if matched < 1000 {
		t.Errorf("only %d matches", matched)
	}
}

// TestListsSmallWorld: lists of two and three patterns with their tags, in one
// machine and in as many as Machines likes.
func TestListsSmallWorld(t *testing.T) {
	effort.Alone(t)
	patterns := words("ab*?", 3)
	texts := slices.Concat(words("ab", 4), wideTexts)
	o := newOracle(patterns, texts)
	check := func(members []int, tags []int32) {
		var list []taggedSeq
		var langs []Tagged
		for k, i := range members {
			list = append(list, taggedSeq{patternOf(patterns[i]), tags[k]})
			langs = append(langs, Tagged{Globs(patternOf(patterns[i])), tags[k]})
		}
		one, err := newSeqs(list)
		if err != nil {
			t.Fatal(err)
		}
		many, err := Machines(langs)
		if err != nil {
			t.Fatal(err)
		}
		for j, w := range texts {
			var want, got []int32
			for k, i := range members {
				if o.match[i][j] {
					want = append(want, tags[k])
				}
			}
			slices.Sort(want)
			want = slices.Compact(want)
			if tags := run(one, w); !slices.Equal(tags, want) {
				t.Fatalf("patterns %v tags %v: one machine says %v of %q, want %v", list, tags, tags, w, want)
			}
			for _, m := range many {
				got = append(got, run(m, w)...)
			}
			slices.Sort(got)
			if got = slices.Compact(got); !slices.Equal(got, want) {
				t.Fatalf("patterns %v: %d machines say %v of %q, want %v", list, len(many), got, w, want)
			}
		}
	}
	n := 0
	for i := range patterns {
		for j := range patterns {
			check([]int{i, j}, [][]int32{{0, 1}, {5, 5}, {9, 2}}[n%3])
			n++
		}
	}
	step := effort.Rounds(197, 97, 31, 31)
	for k := 0; k < len(patterns)*len(patterns)*len(patterns); k += step {
		check([]int{k % len(patterns), k / len(patterns) % len(patterns), k / len(patterns) / len(patterns)},
			[][]int32{{0, 1, 2}, {3, 3, 3}, {4, 1, 4}, {8, 8, 2}}[n%4])
		n++
	}
	t.Logf("%d lists on %d texts", n, len(texts))
}

// TestListsRandom: longer lists of longer patterns, whose ways part and meet
// again, against the evaluator.
func TestListsRandom(t *testing.T) {
	effort.Alone(t)
	r := rand.New(rand.NewPCG(7, 8))
	pick := func(symbols string, most int) string {
		var b strings.Builder
		all := []rune(symbols)
		for range r.IntN(most + 1) {
			b.WriteRune(all[r.IntN(len(all))])
		}
		return b.String()
	}
	lists, matched := effort.Rounds(2_000, 4_000, 20_000, 20_000), 0
	for range lists {
		var list []taggedSeq
		var langs []Lang
		tags := 1 + r.IntN(4)
		for range 2 + r.IntN(5) {
			seq := patternOf(pick([]string{"ab*?", "ab*", "aab**", "aé*?"}[r.IntN(4)], 7))
			tag := int32(r.IntN(tags))
			list = append(list, taggedSeq{seq, tag})
			for len(langs) <= int(tag) {
				langs = append(langs, Lang{})
			}
			langs[tag] = langs[tag].Or(Globs(seq))
		}
		m, err := newSeqs(list)
		if err != nil {
			t.Fatal(err)
		}
		for range 24 {
			w := pick([]string{"ab", "abb", "aé\U0001F600"}[r.IntN(3)], 12)
			var want []int32
			for tag, l := range langs {
				if l.Match(w) {
					want = append(want, int32(tag))
					matched++
				}
			}
			if got := run(m, w); !slices.Equal(got, want) {
				t.Fatalf("%v on %q: %v, want %v", list, w, got, want)
			}
		}
	}
	t.Logf("%d lists, %d matches", lists, matched)
	if matched < lists {
		t.Errorf("only %d matches", matched)
	}
}

// TestManyGlobs: more globs than get machines of their own, and texts beside
// them.
func TestManyGlobs(t *testing.T) {
	var globs []pattern.Seq
	for i := range fewGlobs + 3 {
		globs = append(globs, pattern.FromGlob(fmt.Sprintf("repo:%d*:ref:*", i)))
	}
	lang := Globs(globs...).Or(Texts("x", "xy", "repo:1:ref:"))
	all, err := Machines([]Tagged{{lang, 1}, {Globs(pattern.FromGlob("*:ref:main")), 2}})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 {
		t.Fatalf("%d machines, want a trie and one for all globs", len(all))
	}
	texts := []string{"", "x", "xy", "xyz", "repo:1:ref:", "repo:1:ref:main", "repo:9:ref:main", "repo:3a:b:ref:", "repo:3"}
	for _, w := range texts {
		var got []int32
		for _, m := range all {
			got = append(got, run(m, w)...)
		}
		if slices.Contains(got, 1) != lang.Match(w) || slices.Contains(got, 2) != strings.HasSuffix(w, ":ref:main") {
			t.Errorf("%q has tags %v", w, got)
		}
	}
	for _, m := range all {
		checkMachine(t, m, texts)
	}
}

// TestSettledEarly: who is accepted for good is not followed any longer.
func TestSettledEarly(t *testing.T) {
	m, err := newSeqs([]taggedSeq{{pattern.FromGlob("a*"), 1}, {pattern.FromGlob("*b*c*"), 1}, {pattern.FromGlob("ab*"), 1}})
	if err != nil {
		t.Fatal(err)
	}
	s := m.Step(m.Start(), 'a')
	if !m.Settled(s) || !slices.Equal(m.Tags(s), []int32{1}) {
		t.Errorf("behind a: settled %v, tags %v", m.Settled(s), m.Tags(s))
	}
	if s = m.Step(m.Start(), 'c'); m.Settled(s) {
		t.Error("behind c nothing is settled")
	}
}

func TestSeqsDieAtTheBeginning(t *testing.T) {
	m, err := newSeqs([]taggedSeq{{patternOf("ab?"), 0}, {patternOf("b*"), 1}})
	if err != nil {
		t.Fatal(err)
	}
	if s := m.Step(m.Start(), 'c'); s != Dead {
		t.Errorf("behind c: state %d, want the dead one", s)
	}
}

func TestSeqsTooLong(t *testing.T) {
	for _, s := range []pattern.Seq{
		{{Kind: pattern.Ones, N: 1 << 30}},
		{{Kind: pattern.Lit, Text: strings.Repeat("a", maxSeqNodes+1)}, {Kind: pattern.Star}},
		{{Kind: pattern.Ones, N: 1 << 30}, {Kind: pattern.Lit, Text: "a"}},
	} {
		if _, err := newSeqs([]taggedSeq{{s, 0}}); err == nil {
			t.Errorf("a sequence of %d elements was made", len(s))
		}
	}
}
