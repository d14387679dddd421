package automaton

import (
	"regexp"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// A sample is a language, and the obvious way to say which texts are in it.
type sample struct {
	name string
	lang Lang
	has  func(text string) bool
}

// samples has one language for each way to make one.
func samples(t *testing.T) []sample {
	whole, err := Whole("(ab|/)*b?")
	if err != nil {
		t.Fatal(err)
	}
	anyTwo := pattern.Seq{{Kind: pattern.Lit, Text: "a"}, {Kind: pattern.Ones, N: 2}}
	part := func(text string, i int) string { // between slashes
		if parts := strings.Split(text, "/"); i < len(parts) {
			return parts[i]
		}
		return "none"
	}
	return []sample{
		{"nothing", Lang{}, func(string) bool { return false }},
		{"everything", All(), func(string) bool { return true }},
		{"fixed texts", Texts("", "ab"), func(s string) bool { return s == "" || s == "ab" }},
		{"a glob", Globs(pattern.FromGlob("a*b")), func(s string) bool {
			return len(s) >= 2 && strings.HasPrefix(s, "a") && strings.HasSuffix(s, "b")
		}},
		{"any two characters", Globs(anyTwo), func(s string) bool { return len(s) == 3 && s[0] == 'a' }},
		{"a union", Texts("b").Or(Globs(pattern.FromGlob("*/"))), func(s string) bool { return s == "b" || strings.HasSuffix(s, "/") }},
		{"a regular expression", whole, regexp.MustCompile("^(ab|/)*b?$").MatchString},
		{"in any case", IgnoreCase("Ab"), func(s string) bool { return strings.EqualFold(s, "ab") }},
		{"short texts", Shorter(2), func(s string) bool { return len(s) <= 2 }},
		{"a text at all", NonEmpty(), func(s string) bool { return s != "" }},
		{"the second part", Split("/", 1, Texts("a")), func(s string) bool { return part(s, 1) == "a" }},
		{"what stands between", Within("a", "b", Texts("aab", "a/b")), func(s string) bool { return s == "a" || s == "/" }},
	}
}

// TestSmallWorldOfLanguages is this package in a page. Whatever makes a language, three
// things say the same of every short text: the obvious way, Lang.Match, which the
// evaluators use, and the machines, which the prover walks. And of every two
// languages, a text that is in one and not in the other is found just when there
// is one.
func TestSmallWorldOfLanguages(t *testing.T) {
	texts := words("abB/", 4)
	all := samples(t)
	for _, l := range all {
		machines, err := Machines([]Tagged{{Lang: l.lang}})
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			walked := false
			for _, m := range machines {
				walked = walked || len(run(m, text)) > 0
			}
			if want := l.has(text); l.lang.Match(text) != want || walked != want {
				t.Errorf("%s on %q: want %v, Match says %v and the machines %v", l.name, text, want, l.lang.Match(text), walked)
			}
		}
	}
	for _, in := range all {
		for _, out := range all {
			dfa, err := Compile([]Lang{in.lang}, []Lang{out.lang}, 1000)
			if err != nil {
				t.Fatal(err)
			}
			some := false
			for _, text := range texts {
				want := in.has(text) && !out.has(text)
				some = some || want
				if dfa.Match(text) != want {
					t.Errorf("%s without %s on %q: want %v", in.name, out.name, text, want)
				}
			}
			switch found, answer := Find([]Lang{in.lang}, []Lang{out.lang}, nil, DefaultBudget); {
			case answer == Over:
				t.Errorf("%s without %s: the work is too much", in.name, out.name)
			case answer == Nothing && (some || !dfa.Empty()):
				t.Errorf("%s without %s: nothing is found, and there is a text", in.name, out.name)
			case answer == Found && (!in.has(found) || out.has(found)):
				t.Errorf("%s without %s: %q is found, and is none", in.name, out.name, found)
			}
		}
	}
}
