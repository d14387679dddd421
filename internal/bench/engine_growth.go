package main

// How the engine's costs grow with what it is given.

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A condition is a document that trusts gitlab.com while the condition holds.
type condition struct{ proof.Expr }

const gitlabCom = "https://gitlab.com"

// Trusts implements proof.Document.
func (c condition) Trusts() []proof.Trust {
	return []proof.Trust{{Issuer: gitlabCom, When: c.Expr}}
}

// Admits implements proof.Document.
func (c condition) Admits(claims proof.Claims) proof.Decision {
	switch {
	case claims["iss"] != gitlabCom:
		return proof.Decision{}
	case c.Eval(claims) == proof.Holds:
		return proof.Decision{Admitted: proof.Yes}
	case c.Eval(claims) == proof.ValueUnknown:
		return proof.Decision{Admitted: proof.Unknown}
	}
	return proof.Decision{}
}

// A comparing makes n parts described and admitted, apart from the one that the
// document lacks when short is set.
type comparing func(n int, short bool) (proof.Comparison, error)

// manyPatterns are as many patterns of branches on both sides.
func manyPatterns(n int, short bool) (proof.Comparison, error) {
	var described, admitted []string
	for i := range n {
		b := fmt.Sprintf("feature/%c%d/*-%d", 'a'+i%26, i, i%10)
		described = append(described, b)
		if !short || i != n*2/3 {
			admitted = append(admitted, subjectOf("g/p", b))
		}
	}
	jobs, err := gitlabBoxes(trust.Box{trust.FormKey: {"branch"}, "project_path": {"g/p"}, "branch": described})
	return proof.Comparison{Document: condition{proof.TextIn("sub", globs(admitted...))}, Jobs: jobs}, err
}

// manyBoxes are boxes of a project and a pattern, and a document on single
// claims.
func manyBoxes(n int, short bool) (proof.Comparison, error) {
	var boxes []trust.Box
	var admitted []proof.Expr
	for i := range n {
		p, b := fmt.Sprintf("group-%d/project-%d", i%7, i), fmt.Sprintf("release-%d-*", i)
		boxes = append(boxes, trust.Box{trust.FormKey: {"branch"}, "project_path": {p}, "branch": {b}})
		if !short || i != n*2/3 {
			admitted = append(admitted, proof.And(
				proof.TextIn("project_path", automaton.Texts(p)), proof.TextIn("ref_type", automaton.Texts("branch")), proof.TextIn("ref", globs(b))))
		}
	}
	jobs, err := gitlabBoxes(boxes...)
	return proof.Comparison{Document: condition{proof.Or(admitted...)}, Jobs: jobs}, err
}

// manySubjects are the same boxes, and a document on subjects.
func manySubjects(n int, short bool) (proof.Comparison, error) {
	c, err := manyBoxes(n, short)
	if err != nil {
		return c, err
	}
	var admitted []string
	for i, b := range c.Jobs[0].Boxes {
		if !short || i != n*2/3 {
			admitted = append(admitted, subjectOf(b["project_path"][0], b["branch"][0]))
		}
	}
	c.Document = condition{proof.TextIn("sub", globs(admitted...))}
	return c, nil
}

func subjectOf(project, branch string) string {
	return "project_path:" + project + ":ref_type:branch:ref:" + branch
}

// gitlabBoxes are the boxes' jobs of gitlab.com.
func gitlabBoxes(boxes ...trust.Box) (trust.Jobs, error) {
	d, problems := trust.Describe("gitlab", value.Of(options{"projects": list("g/p"), "branches": list(branch)}))
	if len(problems) > 0 {
		return nil, errors.New(problems.Text(""))
	}
	d.Jobs[0].Audiences, d.Jobs[0].Boxes = list(audience), boxes
	return d.Jobs, nil
}

func globs(texts ...string) automaton.Lang {
	var out []pattern.Seq
	for _, s := range texts {
		out = append(out, pattern.FromGlob(s))
	}
	return automaton.Globs(out...)
}

// A monster is two languages of branches, the first within the second, which
// only the whole of an exponential machine shows.
type monster struct {
	name         string
	narrow, wide automaton.Lang
}

func monsters() ([]monster, error) {
	tail := func(ones ...pattern.Tok) automaton.Lang {
		return automaton.Globs(append(pattern.Seq{{Kind: pattern.Star}, {Kind: pattern.Lit, Text: "a"}}, ones...))
	}
	out := []monster{{
		"*a?{18}", tail(pattern.Tok{Kind: pattern.Ones, N: 18}),
		tail(pattern.Tok{Kind: pattern.Ones, N: 9}, pattern.Tok{Kind: pattern.Star}, pattern.Tok{Kind: pattern.Ones, N: 9}),
	}}
	for _, m := range [][3]string{
		{"[ab]*a[ab]{18}", "[ab]*a[ab]{18}", "[ab]*a[ab]{9}[ab]{9}"},
		{"nested counts of RE2", "((a[ab]{0,9}){9}b?){9}", "((a[ab]{0,9}){9}(b|)){9}"},
	} {
		narrow, err1 := automaton.Whole(m[1])
		wide, err2 := automaton.Whole(m[2])
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		out = append(out, monster{m[0], narrow, wide})
	}
	var narrow, wide []string
	for i := range 1000 {
		narrow = append(narrow, fmt.Sprintf("*x%dz*:*y%dz", i, i))
		wide = append(wide, fmt.Sprintf("*x%dz*y%dz", i, i))
	}
	return append(out, monster{"*x_i*:*y_i × 1,000", globs(narrow...), globs(wide...)}), nil
}

// comparison asks for the monster beside a branch of which there is no doubt.
func (m monster) comparison() (proof.Comparison, error) {
	plain := proof.And(proof.TextIn("project_path", automaton.Texts("g/p")), proof.TextIn("ref_type", automaton.Texts("branch")), proof.TextIn("ref", automaton.Texts(branch)))
	hard := proof.And(proof.TextIn("ref", m.narrow), proof.Not(proof.TextIn("ref", m.wide)))
	jobs, err := gitlabBoxes(trust.Box{trust.FormKey: {"branch"}, "project_path": {"g/p"}, "branch": {branch}})
	return proof.Comparison{Document: condition{proof.Or(plain, hard)}, Jobs: jobs}, err
}

// measured is a comparison's cost, what it does to the heap, and its answer.
func measured(c proof.Comparison, batches int) (cost, growing, string) {
	var v proof.Verdict
	calls := 0
	f := func() error {
		calls++
		c.Accepted = []string{"no fact " + strconv.Itoa(calls)} // never one that was solved before
		v = proof.Compare(c)
		return nil
	}
	bytes := held(f)
	return often(batches, time.Millisecond, f), bytes, v.Relation
}

// growth times comparisons of growing size, and those that nobody can finish.
func growth() (string, error) {
	rows := [][]string{{"", "answer", "10", "100", "1,000: wall", "CPU", "peak", "allocated"}}
	for _, r := range []struct {
		name  string
		short bool
		want  string
		of    comparing
	}{
		{"patterns", false, "equal", manyPatterns},
		{"patterns, one missing", true, "narrower", manyPatterns},
		{"boxes on claims", false, "equal", manyBoxes},
		{"boxes on claims, one missing", true, "narrower", manyBoxes},
		{"boxes on sub", false, "equal", manySubjects},
		{"boxes on sub, one missing", true, "narrower", manySubjects},
	} {
		cells := []string{r.name, r.want}
		for _, n := range []int{10, 100, 1000} {
			c, err := r.of(n, r.short)
			if err != nil {
				return "", err
			}
			got, bytes, answer := measured(c, 3)
			if answer != r.want {
				cells[1] = fmt.Sprintf("%s, MISSED for %d: %s", r.want, n, answer)
			}
			if n < 1000 {
				cells = append(cells, brief(got.judged()))
				continue
			}
			cells = append(cells, brief(got.wall), within(got.judged(), goalMany),
				atMost(float64(bytes.peak), goalManyBytes, mebibytes), mebibytes(float64(bytes.allocated)))
		}
		rows = append(rows, cells)
	}
	text := grid("as many described as admitted, compared in both directions; CPU of 10, 100 and 1,000", rows)
	hard, err := monsters()
	if err != nil {
		return "", err
	}
	rows = [][]string{{"", "answer", "wall", "CPU", "peak", "allocated"}}
	for _, m := range hard {
		c, err := m.comparison()
		if err != nil {
			return "", err
		}
		got, bytes, answer := measured(c, 5)
		if answer != "equal" && answer != "unknown" {
			answer += " (MISSED: it is equal)"
		}
		rows = append(rows, []string{
			m.name, answer, brief(got.wall), within(got.judged(), goalHard),
			atMost(float64(bytes.peak), goalHardBytes, mebibytes), mebibytes(float64(bytes.allocated)),
		})
	}
	return text + "\n" + grid("engine growth: patterns that end as unknown, or are decided, within a budget", rows), nil
}
