package pattern

import (
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

// The alphabet of the small world: a letter, and the two separators that the
// seed platforms use.
const symbols = "a:/"

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

func mustAlphabet(t *testing.T, s string) Alphabet {
	t.Helper()
	a, err := ParseAlphabet(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestExpressibleSmallWorld holds the construction rule against brute force: over
// all templates of two and three variables, three alphabets, six separators,
// fixed and free widths, and all short values and patterns, whatever Expressible
// lets through admits exactly the tuples that the patterns admit one by one.
func TestExpressibleSmallWorld(t *testing.T) {
	effort.Alone(t)
	alphabets := []string{"a", "a:", "a/", "a:/"}
	seps := []string{":", "/", ":a", "a:", "/:", "a"}
	for _, n := range []int{2, 3} {
		let := n == 2
		vars := []Var{}
		for _, a := range alphabets {
			vars = append(vars, Var{Set: mustAlphabet(t, a)})
		}
		vars = append(vars, Var{Set: mustAlphabet(t, "a:"), Width: 1}, Var{Set: mustAlphabet(t, "a/"), Width: 2})
		longest := 2
		pats := []string{"a", ":", "/", "*", "a*", "*a", "*:", "aa", ""}
		if !let {
			seps = effort.Some([]string{":", "/", ":a", "/:"}, 2, 2)
			pats = []string{"a", ":", "*", "a*"}
		}
		emitted, refused, checked := 0, 0, 0
		forTuples(len(vars), n, func(vi []int) {
			forTuples(len(seps), n-1, func(si []int) {
				tmpl := Template{Lits: []string{""}}
				for i, v := range vi {
					tmpl.Vars = append(tmpl.Vars, vars[v])
					if i < n-1 {
						tmpl.Lits = append(tmpl.Lits, seps[si[i]])
					}
				}
				tmpl.Lits = append(tmpl.Lits, "")
				values := make([][]string, n)
				for i, v := range tmpl.Vars {
					for _, w := range words(symbols, longest) {
						if _, bad := v.Set.Foreign(w); !bad && (v.Width == 0 || len(w) == v.Width) {
							values[i] = append(values[i], w)
						}
					}
				}
				var tuples [][]string
				lens := 1
				for _, v := range values {
					lens *= len(v)
				}
				for k := range lens {
					var tuple []string
					for i := range n {
						tuple = append(tuple, values[i][k%len(values[i])])
						k /= len(values[i])
					}
					tuples = append(tuples, tuple)
				}
				forTuples(len(pats)+1, n, func(pi []int) {
					var ways []Way
					var seq Seq
					var member []func(string) bool
					for i, p := range pi {
						v := tmpl.Vars[i]
						seq = seq.Append(Tok{Kind: Lit, Text: tmpl.Lits[i]})
						if p == len(pats) { // open, of fixed width
							if v.Width == 0 {
								return
							}
							ways, seq = append(ways, Run), seq.Append(Tok{Kind: Ones, N: v.Width})
							member = append(member, func(string) bool { return true })
							continue
						}
						glob := pats[p]
						way := Glob
						if IsLiteral(glob) {
							way = Exact
							if !slices.Contains(values[i], glob) {
								return // filters refuse what cannot occur
							}
						} else if _, bad := v.Set.Foreign(strings.ReplaceAll(glob, "*", "")); bad {
							return
						}
						ways, seq = append(ways, way), seq.Append(FromGlob(glob)...)
						member = append(member, func(s string) bool { return Match(glob, s) })
					}
					if reason, _ := tmpl.Expressible(ways); reason != None {
						refused++
						return
					}
					emitted++
					for _, tuple := range tuples {
						text, want := "", true
						for i, v := range tuple {
							text += tmpl.Lits[i] + v
							want = want && member[i](v)
						}
						checked++
						if got := seq.Match(text); got != want {
							t.Fatalf("template %q %v: pattern %q on %q (values %q): match %v, described %v", tmpl.Lits, vi, seq, text, tuple, got, want)
						}
					}
				})
			})
		})
		t.Logf("%d variables: %d documents let through, %d refused, %d texts checked", n, emitted, refused, checked)
		if emitted < 1000 || refused < 1000 {
			t.Errorf("the small world is lopsided: %d let through, %d refused", emitted, refused)
		}
	}
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

// TestLooserRuleAdmitsStrangers shows why the rule is as strict as it is: "the
// literal behind the glob holds a foreign character" is not enough.
func TestLooserRuleAdmitsStrangers(t *testing.T) {
	tmpl := Template{
		Lits: []string{"", ":", ""},
		Vars: []Var{{Set: mustAlphabet(t, "a")}, {Set: mustAlphabet(t, "a:")}},
	}
	if reason, at := tmpl.Expressible([]Way{Glob, Exact}); reason != Leaks || at != 0 {
		t.Errorf("a glob before a variable that holds the separator: got %v at %d, want Leaks at 0", reason, at)
	}
	if !FromGlob("*:a").Match("a:a:a") { // first variable a, second a:a
		t.Error("the example no longer shows the leak")
	}
}

func TestExpressibleRows(t *testing.T) {
	ref := mustAlphabet(t, `^ ~^:?*[\<other>`)
	name := mustAlphabet(t, "a-zA-Z0-9._-")
	uuid := Var{Set: mustAlphabet(t, "a-f0-9-"), Width: 36}
	circle := Template{
		Lits: []string{"org/", "/project/", "/user/", "/vcs-origin/github.com/", "/", "/vcs-ref/refs/heads/", ""},
		Vars: []Var{uuid, uuid, uuid, {Set: name}, {Set: name}, {Set: ref}},
	}
	semaphore := func(repo Alphabet) Template {
		return Template{
			Lits: []string{"org:", ":project:", ":repo:", ":ref_type:branch:ref:refs/heads/", ""},
			Vars: []Var{{Set: mustAlphabet(t, "a-z0-9-")}, uuid, {Set: repo}, {Set: ref}},
		}
	}
	for _, c := range []struct {
		why  string
		tmpl Template
		ways []Way
		want Reason
	}{
		{"CircleCI, exact origin and ref, any user", circle, []Way{Exact, Exact, Run, Exact, Exact, Exact}, None},
		{"CircleCI, exact origin, ref glob", circle, []Way{Exact, Exact, Run, Exact, Exact, Glob}, None},
		{"CircleCI, open repository: a branch x/vcs-ref/refs/heads/main gets in", circle, []Way{Exact, Exact, Run, Exact, Glob, Exact}, Leaks},
		{"CircleCI, user as *: the origin can be forged in the branch", circle, []Way{Exact, Exact, Glob, Exact, Exact, Exact}, Leaks},
		{"Semaphore, open repository", semaphore(name), []Way{Exact, Exact, Glob, Exact}, None},
		{"Semaphore, open repository, ref glob", semaphore(name), []Way{Exact, Exact, Glob, Glob}, None},
		{"generic Git repository with :, exact ref: either way fine", semaphore(AnyText), []Way{Exact, Exact, Glob, Exact}, None},
		{"generic Git repository with :, ref glob", semaphore(AnyText), []Way{Exact, Exact, Exact, Glob}, Leaks},
	} {
		if got, _ := c.tmpl.Expressible(c.ways); got != c.want {
			t.Errorf("%s: got %v, want %v", c.why, got, c.want)
		}
	}
}
