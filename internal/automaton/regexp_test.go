package automaton

import (
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

// regexpPieces are what random expressions are made of.
var regexpPieces = []string{
	"a", "b", "é", "€", "\U0001F600", "_", "K", "ſ", `\n`, " ", ".", "(?s:.)", "(?i:k)", "(?i:s)", "(?i:É)", "[ab]", "[^a]", "[^é]", "[a-é]", "[€-\U0001F600]",
	`\w`, `\W`, `\d`, `\s`, `\pL`, `\PL`, `[^\n]`, "^", "$", `\A`, `\z`, "(?m:^)", "(?m:$)", `\b`, `\B`, "", `\x{7ff}`, `[\x{7f}-\x{800}]`, `[\x{d7ff}-\x{e000}]`, `\C`, `[[:alpha:]]`,
}

// randomRegexp makes an expression of so many pieces, about.
func randomRegexp(r *rand.Rand, depth int) string {
	if depth == 0 {
		return regexpPieces[r.IntN(len(regexpPieces))]
	}
	switch r.IntN(8) {
	case 0, 1, 2:
		return randomRegexp(r, depth-1) + randomRegexp(r, depth-1)
	case 3, 4:
		return "(?:" + randomRegexp(r, depth-1) + "|" + randomRegexp(r, depth-1) + ")"
	case 5:
		return "(?:" + randomRegexp(r, depth-1) + ")" + []string{"*", "+", "?", "*?", "{2}", "{1,3}", "{0,2}", "{2,}"}[r.IntN(8)]
	case 6:
		return "(" + randomRegexp(r, depth-1) + ")"
	default:
		return randomRegexp(r, depth-1)
	}
}

var regexpTexts = []string{"a", "b", "é", "€", "\U0001F600", "_", "k", "K", "\u212a", "s", "ſ", "\n", " ", "É", "0", "\u07ff", "\u0800", "\ud7ff", "\ue000", "A", "\U0010FFFF", "\x7f", "\u0080"}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(6) {
		b.WriteString(regexpTexts[r.IntN(len(regexpTexts))])
	}
	return b.String()
}

// sameAsGo holds the machines of an expression against Go's regexp.
func sameAsGo(t *testing.T, src string, texts []string, contract bool) (matched int) {
	t.Helper()
	some, err := Regexp(src)
	if err != nil {
		t.Fatalf("%q: %v", src, err)
	}
	whole, err := Whole(src)
	if err != nil {
		t.Fatalf("%q: %v", src, err)
	}
	// The definition of a whole match is written another way here.
	tree, err := syntax.Parse(src, syntax.Perl)
	if err != nil {
		t.Fatal(err)
	}
	anchored := regexp.MustCompile(`\A(?:` + tree.String() + `)\z`)
	free := regexp.MustCompile(src)
	for _, c := range []struct {
		lang Lang
		re   *regexp.Regexp
	}{{some, free}, {whole, anchored}} {
		all, err := Machines([]Tagged{{c.lang, 3}})
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != 1 {
			t.Fatalf("%q: %d machines", src, len(all))
		}
		for _, w := range texts {
			want := c.re.MatchString(w)
			if want {
				matched++
			}
			if got := c.lang.Match(w); got != want {
				t.Fatalf("Match of %s on %q: %v", c.lang.Key(), w, got)
			}
			if got := len(run(all[0], w)) == 1; got != want {
				t.Fatalf("the machine of %s says %v of %q", c.lang.Key(), got, w)
			}
		}
		if contract {
			checkMachine(t, all[0], texts[:min(8, len(texts))])
		}
	}
	return matched
}

func TestRegexpRandom(t *testing.T) {
	effort.Alone(t)
	r := rand.New(rand.NewPCG(1, 2))
	expressions, answers, matched := effort.Rounds(300, 500, 3000, 3000), 0, 0
	for i := range expressions {
		src := randomRegexp(r, 1+r.IntN(4))
		if _, err := syntax.Parse(src, syntax.Perl); err != nil {
			continue // \C and too much nesting
		}
		texts := []string{""}
		for range 24 {
			texts = append(texts, randomText(r))
		}
		matched += sameAsGo(t, src, texts, i%12 == 0)
		answers += 2 * len(texts)
	}
	t.Logf("%d answers, %d matches", answers, matched)
	if matched < answers/20 || matched > answers*19/20 {
		t.Errorf("lopsided: %d of %d match", matched, answers)
	}
}

// TestRegexpSmallWorld: expressions that people write in conditions, on all
// short texts over what they hold.
func TestRegexpSmallWorld(t *testing.T) {
	for _, src := range []string{
		"^a/b$", "^a/", "/b$", "a|b", "^(a|b)$", "^a|b$", "^a$|^b$", "(?i)^A/B$", "^[^/]+/[^/]+$", "^a.*b$", "(?s)^a.*b$", "(?m)^a$", `\ba\b`, `\Ba`, `a\B`, `^\Ba`,
		"^$", "", "$^", "a^", "$a", "(?m)$\n^a", "^(a/)*$", "^(?:a|)+$", "(?:)*", "^[[:word:]/]{2,3}$", "[^\\x00-\\x{10FFFF}]", "^.{2}$", "^[^/]*[^a]*$", "^[^a]+[^b]+$", "^[^a]+[^b]*[^/]$", `^.*\b`, `.*\B.*b`, "(a*)*b", "^(.*)/(.*)$", `\z`, `\A`, "(?-s).", "(?U)a+",
	} {
		sameAsGo(t, src, words("a/b\né", 4), true)
	}
}

// TestRegexpDies: an anchored expression is given up at the first byte that
// cannot begin a match.
func TestRegexpDies(t *testing.T) {
	for _, src := range []string{"^ab", "^a|^b", `\Aa`, "^(?:a|b)c", "(?:^a)", "a^"} {
		lang, err := Regexp(src)
		if err != nil {
			t.Fatal(err)
		}
		all, err := Machines([]Tagged{{lang, 0}})
		if err != nil {
			t.Fatal(err)
		}
		if m := all[0]; m.Step(m.Start(), 'x') != Dead {
			t.Errorf("%q is alive behind x", src)
		}
	}
	lang, err := Regexp("^ab|[^x]b|ab")
	if err != nil {
		t.Fatal(err)
	}
	all, err := Machines([]Tagged{{lang, 0}})
	if err != nil {
		t.Fatal(err)
	}
	m := all[0]
	if s := m.Step(m.Step(m.Start(), 'a'), 'b'); !m.Settled(s) || len(m.Tags(s)) != 1 {
		t.Error("behind a match nothing is settled")
	} else if m.Step(s, 'a') != s || m.Step(s, 'x') != s {
		t.Error("behind a match there are more states")
	}
}

func TestRegexpRefused(t *testing.T) {
	for _, src := range []string{
		"(", "a{2,1}", `\C`, "a{1001}", "(?=a)", "\xff",
		"((a{100}){100}){10}", "(((a{30}){30}){30}){30}", `\pL{900}`, strings.Repeat("a", maxRegexpSource+1), strings.Repeat("[^/]{1000}", 10), "(?:(?:x{100}|y{50}){90}z)*",
	} {
		for _, f := range []func(string) (Lang, error){Regexp, Whole} {
			if _, err := f(src); err == nil {
				t.Errorf("%.40q was made", src)
			}
		}
	}
}

// TestWholeIsOfTheExpression: what a text around the expression would change.
func TestWholeIsOfTheExpression(t *testing.T) {
	for _, c := range []struct {
		src, text string
		want      bool
	}{
		{`a|ab`, "ab", true}, {`\Qab)`, "ab)", true}, {`a|b`, "ab", false}, {"(?m)^a$", "a\n", false}, {"(?m)a$\nb", "a\nb", true}, {"a*?", "aaa", true}, {"(?i)ab # x", "AB # X", true},
	} {
		lang, err := Whole(c.src)
		if err != nil {
			t.Fatal(err)
		}
		all, err := Machines([]Tagged{{lang, 0}})
		if err != nil {
			t.Fatal(err)
		}
		if lang.Match(c.text) != c.want || (len(run(all[0], c.text)) > 0) != c.want {
			t.Errorf("%q on %q: evaluator %v, machine %v, want %v", c.src, c.text, lang.Match(c.text), !c.want, c.want)
		}
	}
}

func FuzzRegexp(f *testing.F) {
	for _, seed := range [][2]string{
		{"^a/b$", "a/b"}, {`\bmain\b`, "x main"}, {"(?i)k", "\u212a"}, {`^[^/]+/[^/]*$`, "é/€"}, {"(?m)^b$", "a\nb\nc"}, {`\B`, "aéa"}, {`(?s).\z`, "\U0001F600"}, {`\pL{2,}`, "éa"}, {"(|a)*b|$", "ab"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, src, text string) {
		if len(src) > 200 || len(text) > 200 || !utf8.ValidString(text) {
			t.Skip()
		}
		lang, err := Regexp(src)
		if err != nil {
			t.Skip()
		}
		all, err := Machines([]Tagged{{lang, 0}})
		if err != nil {
			t.Fatal(err)
		}
		got := len(run(all[0], text)) > 0
		if over, ok := all[0].(Bounded); ok && over.Over() {
			t.Skip()
		}
		if want := regexp.MustCompile(src).MatchString(text); got != want {
			t.Fatalf("%q on %q: machine %v, Go %v", src, text, got, want)
		}
		checkMachine(t, all[0], []string{text})
	})
}
