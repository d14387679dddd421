package solve

import (
	"math/rand/v2"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// In the small world two variables have few values each, and there is one choice.
var (
	smallDomains = map[string][]string{
		"x": {"", "a", "/", "aa", "a/", "/a"}, // may hold the separator
		"y": {"a", "b", "ab"},                 // may not
	}
	smallTexts = []pattern.Text{ // what formulas ask about
		{Lits: []string{"", ""}, Vars: []string{"x"}},
		{Lits: []string{"", ""}, Vars: []string{"y"}},
		{Lits: []string{"", "/", ""}, Vars: []string{"x", "y"}},
		{Lits: []string{"", "", "/", ""}, Vars: []string{"y", "x", "y"}},
	}
	smallLangs = []automaton.Lang{
		automaton.Texts("a", "a/a"), automaton.Texts("a/b"),
		automaton.Globs(pattern.FromGlob("*a")), automaton.Globs(pattern.FromGlob("a*/*")), automaton.Globs(pattern.FromGlob("*b*")),
	}
)

// because is the fact that y's values are what they are; x's are no matter of facts.
type because string

func (f because) Key() string { return string(f) }

// smallSpace is the world's space of values.
func smallSpace(s *Solver) *Space {
	return s.Space(func(variable string) Domain {
		parts, err := automaton.Parts([]automaton.Tagged{{Lang: automaton.Texts(smallDomains[variable]...)}})
		if err != nil {
			panic(err) // fixed texts
		}
		d := Domain{Machine: parts[0].Machine}
		if variable == "y" {
			d.Fact = because("y")
		}
		return d
	})
}

// smallFormula is a random one.
func smallFormula(r *rand.Rand, s *Solver, depth int) Formula {
	switch {
	case depth == 0 && r.IntN(4) == 0:
		return s.Choose("a choice", 2, int32(r.IntN(2))) //nolint:gosec // 0 or 1
	case depth == 0:
		return s.In(smallTexts[r.IntN(len(smallTexts))], s.Lang(smallLangs[r.IntN(len(smallLangs))]))
	}
	a, b := smallFormula(r, s, depth-1), smallFormula(r, s, depth-1)
	return [...]Formula{s.All(a, b), s.All(a, s.Not(b)), s.Any(a, b), s.Any(s.Not(a), b)}[r.IntN(4)]
}

// TestSmallWorld is this package in a page: values of random formulas over two variables
// are found just when there are some, by trying all; what is found makes the
// formula true and lies in the domains; and where there are none, there are none
// either with any text in place of values whose fact the proof does not rest on.
func TestSmallWorld(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same every time
	var found, none, rested int
	for range 3000 {
		s := New()
		space := smallSpace(s)
		goal := smallFormula(r, s, 1+r.IntN(3))
		holds := func(x, y string, choice int32) bool {
			picks := map[int32]int32{}
			for _, c := range s.Choices(goal) {
				picks[c.Source] = choice
			}
			return s.Holds(goal, func(text pattern.Text) string { return text.Fill(map[string]string{"x": x, "y": y}) }, picks)
		}
		// there reports whether some values make the goal true, y having any of ys.
		there := func(ys []string) (some bool) {
			for _, x := range smallDomains["x"] {
				for _, y := range ys {
					some = some || holds(x, y, 0) || holds(x, y, 1)
				}
			}
			return some
		}
		f := space.Search(goal, NewBudget())
		want := there(smallDomains["y"])
		if f.Over || f.Found != want {
			t.Fatalf("found is %v, over %v; by trying all: %v", f.Found, f.Over, want)
		}
		s.Minimize(NewBudget())
		switch {
		case f.Found:
			found++
			values := map[string]string{"x": "a", "y": "a"} // where the formula does not ask
			for v, text := range f.Values {
				values[v] = text
				if !space.Domain(v).Has(text) {
					t.Fatalf("%s is %q, which it cannot be", v, text)
				}
			}
			choice := int32(0)
			for _, alternative := range f.Picks {
				choice = alternative
			}
			if !holds(values["x"], values["y"], choice) {
				t.Fatalf("%v with %d do not make the formula true", values, choice)
			}
		case len(s.RestsOn()) > 0:
			rested++
		default:
			none++
			if there([]string{"", "/", "a/", "/a", "aa", "b/a", "bb"}) {
				t.Fatal("there are values with another y, and the proof does not rest on what y can be")
			}
		}
		s.Release()
	}
	if min(found, none, rested) < 30 {
		t.Errorf("%d were found, %d not, %d not by a fact: the world is too simple", found, none, rested)
	}
}
