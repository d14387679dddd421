package proof

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/solve"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// gitlabJobs are jobs of gitlab.com, one box for each pair of project and
// branch.
func gitlabJobs(t testing.TB, pairs ...[2]string) trust.Jobs {
	t.Helper()
	d, problems := trust.Describe("gitlab", value.Of(map[string]any{"projects": []string{"g/p"}, "branches": []string{"main"}}))
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	jobs := d.Jobs
	jobs[0].Audiences = nil // nobody asks for one
	jobs[0].Boxes = nil
	for _, p := range pairs {
		jobs[0].Boxes = append(jobs[0].Boxes, trust.Box{trust.FormKey: {"branch"}, "project_path": {p[0]}, "branch": {p[1]}})
	}
	return jobs
}

const gitlabIssuer = "https://gitlab.com"

// branchesOf is the condition of a pipeline of a branch of g/p whose name is in
// the language.
func branchesOf(lang automaton.Lang) Expr {
	return And(TextIn("project_path", automaton.Texts("g/p")), TextIn("ref_type", automaton.Texts("branch")), TextIn("ref", lang))
}

func globs(texts ...string) automaton.Lang {
	var out []pattern.Seq
	for _, s := range texts {
		out = append(out, pattern.FromGlob(s))
	}
	return automaton.Globs(out...)
}

func re(t testing.TB, src string) automaton.Lang {
	t.Helper()
	l, err := automaton.Whole(src)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A monster is a condition that holds of nothing, which only the whole of an
// exponential machine shows.
type monster struct {
	name string
	when func(t testing.TB) Expr
}

var monsters = []monster{
	{"*a?{18}", func(t testing.TB) Expr {
		tail := automaton.Globs(pattern.Seq{{Kind: pattern.Star}, {Kind: pattern.Lit, Text: "a"}, {Kind: pattern.Ones, N: 18}})
		longer := automaton.Globs(pattern.Seq{{Kind: pattern.Star}, {Kind: pattern.Lit, Text: "a"}, {Kind: pattern.Ones, N: 9}, {Kind: pattern.Star}, {Kind: pattern.Ones, N: 9}})
		return And(TextIn("ref", tail), Not(TextIn("ref", longer)))
	}},
	{"[ab]*a[ab]{18}", func(t testing.TB) Expr {
		return And(TextIn("ref", re(t, "[ab]*a[ab]{18}")), Not(TextIn("ref", re(t, "[ab]*a[ab]{9}[ab]{9}"))))
	}},
	{"nested counts", func(t testing.TB) Expr {
		return And(TextIn("ref", re(t, "((a[ab]{0,9}){9}b?){9}")), Not(TextIn("ref", re(t, "((a[ab]{0,9}){9}(b|)){9}"))))
	}},
	{"*x_i*:*y_i × 1,000", func(testing.TB) Expr {
		var narrow, wide []string
		for i := range 1000 {
			narrow = append(narrow, fmt.Sprintf("*x%dz*@*y%dz", i, i))
			wide = append(wide, fmt.Sprintf("*x%dz*y%dz", i, i))
		}
		return And(TextIn("ref", globs(narrow...)), Not(TextIn("ref", globs(wide...))))
	}},
}

// TestMonstersEnd: whatever a condition costs, the answer comes within the
// budget of steps and bytes; it is unknown then, never wrong.
func TestMonstersEnd(t *testing.T) {
	jobs := gitlabJobs(t, [2]string{"g/p", "main"})
	for _, m := range monsters {
		t.Run(strings.ReplaceAll(m.name, "/", "∕"), func(t *testing.T) {
			when := m.when(t)
			// Of the jobs themselves there is no doubt, beside the monster.
			whole := Or(branchesOf(automaton.Texts("main")), when)
			c := Comparison{Document: exprs{{Issuer: gitlabIssuer, When: whole}}, Jobs: jobs}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			v := Compare(c)
			runtime.ReadMemStats(&after)
			t.Logf("%s %s %s, %d MiB allocated", v.Relation, v.WiderReason, v.NarrowerReason, (after.TotalAlloc-before.TotalAlloc)>>20)
			switch {
			case v.Wider == Yes:
				t.Errorf("wider by %s %s, and the condition holds of nothing more", v.WiderExample, v.WiderExample.Token())
			case v.Wider == Unknown && v.WiderReason != overBudget:
				t.Errorf("unknown for another reason: %s", v.WiderReason)
			}
			// All that is ever allocated, not only what is held at once: twice
			// the budget of bytes.
			if held := after.TotalAlloc - before.TotalAlloc; held > 2*solve.MaxBytes {
				t.Errorf("%d bytes allocated", held)
			}
			if again := Compare(c); again.Wider != v.Wider || again.WiderReason != v.WiderReason {
				t.Errorf("another answer: %s %s", again.Wider, again.WiderReason)
			}
		})
	}
}

// TestMonstersAreMonsters: without a bound at least the well-known one would not
// end; if it is decided all the same, the budget is not tested.
func TestMonstersAreMonsters(t *testing.T) {
	effort.Alone(t)
	effort.Since(t, effort.Test)
	jobs := gitlabJobs(t, [2]string{"g/p", "main"})
	over := 0
	for _, m := range monsters {
		v := Compare(Comparison{Document: exprs{{Issuer: gitlabIssuer, When: m.when(t)}}, Jobs: jobs})
		if v.WiderReason == overBudget {
			over++
		}
	}
	if over == 0 {
		t.Error("no monster uses the budget up")
	}
}

// TestBudgetIsSpentOnce: the budget is one comparison's, and a monster in one
// does not touch the next.
func TestBudgetIsSpentOnce(t *testing.T) {
	jobs := gitlabJobs(t, [2]string{"g/p", "main"})
	for _, m := range monsters {
		Compare(Comparison{Document: exprs{{Issuer: gitlabIssuer, When: m.when(t)}}, Jobs: jobs})
	}
	if v := Compare(Comparison{Document: exprs{{Issuer: gitlabIssuer, When: branchesOf(automaton.Texts("main"))}}, Jobs: jobs}); v.Relation != "equal" {
		t.Errorf("%s %s %s", v.Relation, v.WiderReason, v.NarrowerReason)
	}
}

// boxes makes a description of n boxes, and the document on single claims that
// says the same without box k, or in full for k < 0.
func boxes(t testing.TB, n, k int) Comparison {
	t.Helper()
	var pairs [][2]string
	var alternatives []Expr
	for i := range n {
		project, branch := boxed(i)
		pairs = append(pairs, [2]string{project, branch})
		if i != k {
			alternatives = append(alternatives, And(
				TextIn("project_path", automaton.Texts(project)), TextIn("ref_type", automaton.Texts("branch")), TextIn("ref", globs(branch))))
		}
	}
	return Comparison{Document: exprs{{Issuer: gitlabIssuer, When: Or(alternatives...)}}, Jobs: gitlabJobs(t, pairs...)}
}

// subjects makes the same on subjects.
func subjects(t testing.TB, n, k int) Comparison {
	t.Helper()
	c := boxes(t, n, k)
	var admitted []string
	for i := range n {
		if project, branch := boxed(i); i != k {
			admitted = append(admitted, "project_path:"+project+":ref_type:branch:ref:"+branch)
		}
	}
	c.Document = exprs{{Issuer: gitlabIssuer, When: TextIn("sub", globs(admitted...))}}
	return c
}

func boxed(i int) (project, branch string) {
	return fmt.Sprintf("group-%d/project-%d", i%7, i), fmt.Sprintf("release-%d-*", i)
}

// patterns makes n described and n admitted patterns on one subject; the
// document lacks pattern k, or none for k < 0.
func patterns(t testing.TB, n, k int) Comparison {
	t.Helper()
	var described, admitted []string
	for i := range n {
		branch := fmt.Sprintf("feature/%c%d/*-%d", 'a'+i%26, i, i%10)
		described = append(described, branch)
		if i != k {
			admitted = append(admitted, "project_path:g/p:ref_type:branch:ref:"+branch)
		}
	}
	jobs := gitlabJobs(t, [2]string{"g/p", "main"})
	jobs[0].Boxes[0]["branch"] = described
	return Comparison{Document: exprs{{Issuer: gitlabIssuer, When: TextIn("sub", globs(admitted...))}}, Jobs: jobs}
}

// TestManyHaveAnswers: 1,000 boxes, and 1,000 patterns against 1,000, are no
// monsters: there is an answer, and the one that is missing is found.
func TestManyHaveAnswers(t *testing.T) {
	effort.Alone(t)
	for name, build := range map[string]func(testing.TB, int, int) Comparison{"boxes": boxes, "boxes on subjects": subjects, "patterns": patterns} {
		for _, n := range effort.Some([]int{10, 200, 1000}, 2, 3) {
			if v := Compare(build(t, n, -1)); v.Relation != "equal" {
				t.Errorf("%d %s: %s %s %s", n, name, v.Relation, v.WiderReason, v.NarrowerReason)
			}
			if n == 1000 {
				continue // the race detector makes seconds of it
			}
			k := n * 2 / 3
			v := Compare(build(t, n, k))
			if v.Relation != "narrower" || !strings.Contains(v.NarrowerExample.Job.Values["branch"], fmt.Sprint(k)) {
				t.Errorf("%d %s without one: %s %s %s %v", n, name, v.Relation, v.WiderReason, v.NarrowerReason, v.NarrowerExample)
			}
			c := build(t, n, -1)
			c.Jobs = build(t, n-1, -1).Jobs
			if v := Compare(c); v.Relation != "wider" {
				t.Errorf("%d %s and one more: %s %s %s", n, name, v.Relation, v.WiderReason, v.NarrowerReason)
			}
		}
	}
}
