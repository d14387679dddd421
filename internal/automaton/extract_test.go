package automaton

import (
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

// wordsOf lists the texts of at most n bytes over a, b and c.
func wordsOf(n int) []string {
	out := []string{""}
	for from := 0; n > 0; n-- {
		end := len(out)
		for _, w := range out[from:end] {
			for _, c := range "abc" {
				out = append(out, w+string(c))
			}
		}
		from = end
	}
	return out
}

// between is extract(), said with indices.
func between(text, prefix, suffix string, hasPrefix, hasSuffix bool) string {
	from := 0
	if hasPrefix {
		i := strings.Index(text, prefix)
		if i < 0 {
			return ""
		}
		from = i + len(prefix)
	}
	if !hasSuffix {
		return text[from:]
	}
	i := strings.Index(text[from:], suffix)
	if i < 0 {
		return ""
	}
	return text[from : from+i]
}

func innerLanguages() map[string]Lang {
	return map[string]Lang{
		"nothing":  {},
		"empty":    Texts(""),
		"a":        Texts("a"),
		"ab, b":    Texts("ab", "b"),
		"a*":       Globs(pattern.FromGlob("a*")),
		"*ba*b":    Globs(pattern.FromGlob("*ba*b")),
		"all":      All(),
		"short":    Shorter(1),
		"nonempty": NonEmpty(),
		"mixed":    Texts("", "cc").Or(Globs(pattern.FromGlob("*ab"))),
		"nested":   Extract("b", "", true, false, Texts("a", "")),
	}
}

// walkAll holds a language's machine against want for every text of at most n
// bytes, and Live, Cut and Settled against the steps themselves.
func walkAll(t *testing.T, name string, l Lang, alphabet string, n int, want func(text string) bool) (texts int) {
	t.Helper()
	machines, err := Machines([]Tagged{{l, 7}})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range machines {
		seen := map[State]bool{}
		var visit func(s State, text string)
		visit = func(s State, text string) {
			texts++
			tagged := slices.Equal(m.Tags(s), []int32{7})
			if len(machines) == 1 && tagged != want(text) {
				t.Fatalf("%s: the machine says %v of %q", name, tagged, text)
			}
			if l.Match(text) != want(text) {
				t.Fatalf("%s: Match says %v of %q", name, l.Match(text), text)
			}
			if !seen[s] {
				seen[s] = true
				honest(t, name, m, s)
			}
			if len(text) == n {
				return
			}
			for i := range len(alphabet) {
				next := m.Step(s, alphabet[i])
				if m.Settled(s) && !slices.Equal(m.Tags(next), m.Tags(s)) {
					t.Fatalf("%s: settled behind %q, and then not", name, text)
				}
				visit(next, text+alphabet[i:i+1])
			}
		}
		visit(m.Start(), "")
	}
	return texts
}

// honest holds what a machine says of one state against its steps.
func honest(t *testing.T, name string, m Machine, s State) {
	t.Helper()
	live := AllBytes
	m.Live(s, &live)
	var cuts Bytes
	m.Cut(s, &cuts)
	for b := range 256 {
		to := m.Step(s, byte(b))
		if to != Dead && !live.Has(byte(b)) {
			t.Fatalf("%s: state %d: byte %q is alive", name, s, byte(b))
		}
		if b > 0 && to != m.Step(s, byte(b-1)) && !cuts.Has(byte(b)) {
			t.Fatalf("%s: state %d: no cut at %q", name, s, byte(b))
		}
		if s == Dead && to != Dead {
			t.Fatalf("%s: something leads out of Dead", name)
		}
	}
}

// Every prefix and suffix of at most two bytes over three, every text of at most
// six, against the function said with indices.
func TestExtractIsItsPreimage(t *testing.T) {
	effort.Alone(t)
	texts := 0
	ends := effort.Some(wordsOf(2), 3, 5)
	for name, inner := range innerLanguages() {
		for _, prefix := range ends {
			for _, suffix := range ends {
				n := 6
				if len(prefix)+len(suffix) < 4 {
					n = 5
				}
				for _, has := range [][2]bool{{true, true}, {prefix != "", false}, {false, suffix != ""}} {
					if !has[0] && prefix != "" || !has[1] && suffix != "" {
						continue
					}
					l := Extract(prefix, suffix, has[0], has[1], inner)
					texts += walkAll(t, name+" "+prefix+"{}"+suffix, l, "abc", n, func(text string) bool {
						return inner.Match(between(text, prefix, suffix, has[0], has[1]))
					})
				}
			}
		}
	}
	t.Logf("%d texts", texts)
	if texts < 3_000*len(ends)*len(ends) {
		t.Errorf("only %d texts", texts)
	}
}

// The same for split, whose pieces can be missing.
func TestSplitIsItsPreimage(t *testing.T) {
	effort.Alone(t)
	texts := 0
	seps := effort.Some(wordsOf(2)[1:], 3, 6)
	for name, inner := range innerLanguages() {
		for _, sep := range seps {
			for index := range 3 {
				has := func(text string) bool { return len(strings.Split(text, sep)) > index }
				texts += walkAll(t, name+" split "+sep, Split(sep, index, inner), "abc", 6, func(text string) bool {
					return has(text) && inner.Match(strings.Split(text, sep)[index])
				})
				for _, text := range wordsOf(6) {
					if Splits(sep, index).Match(text) != has(text) {
						t.Fatalf("split %q [%d] of %q", sep, index, text)
					}
				}
			}
		}
	}
	t.Logf("%d texts", texts)
	if texts < 17_000*len(seps) {
		t.Errorf("only %d texts", texts)
	}
}

// Texts with something round them.
func TestWithin(t *testing.T) {
	effort.Alone(t)
	ends := effort.Some(wordsOf(2), 3, 5)
	for name, inner := range innerLanguages() {
		for _, before := range ends {
			for _, after := range ends {
				walkAll(t, name+" within "+before+" and "+after, Within(before, after, inner), "abc", 4, func(text string) bool {
					return inner.Match(before + text + after)
				})
			}
		}
	}
}

func TestLengths(t *testing.T) {
	for limit := range 5 {
		walkAll(t, "shorter", Shorter(limit), "aé", 6, func(text string) bool { return len(text) <= limit })
	}
	walkAll(t, "nonempty", NonEmpty(), "ab", 4, func(text string) bool { return text != "" })
}

// Keys of different languages differ.
func TestPreimageKeys(t *testing.T) {
	seen := map[string]string{}
	add := func(name string, l Lang) {
		if other, twice := seen[l.Key()]; twice {
			t.Errorf("%s and %s have one key", name, other)
		}
		seen[l.Key()] = name
	}
	for name, inner := range innerLanguages() {
		add(name, inner)
		for _, p := range []string{"a", "ab", "b"} {
			add(name+" after "+p, Extract(p, "", true, false, inner))
			add(name+" before "+p, Extract("", p, false, true, inner))
			add(name+" inside "+p, Extract(p, p, true, true, inner))
			add(name+" behind "+p, Within(p, "", inner))
			add(name+" in front of "+p, Within("", p, inner))
			add(name+" first of "+p, Split(p, 0, inner))
			add(name+" third of "+p, Split(p, 2, inner))
		}
	}
}
