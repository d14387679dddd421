package proof

// Patterns on the subject alone that admit exactly the jobs.

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// Subjects are patterns on sub, in AWS's spelling, that admit exactly the jobs
// among all tokens of their issuer, and that are proved to; exact says that none
// has a wildcard. It fails where sub alone does not say the jobs.
func Subjects(jobs trust.Jobs) (subjects []string, exact bool, notes []trust.Note, problems problem.List) {
	clauses, notes, problems := trust.OnSubject(jobs)
	if len(problems) > 0 {
		return nil, false, nil, problems
	}
	exact = true
	for _, c := range clauses {
		a, _ := c.Atom("sub")
		_, literal := a.Literals()
		exact = exact && literal
		for _, s := range a.Any {
			subjects = append(subjects, s.String())
		}
	}
	v := Compare(Comparison{Document: Clauses(clauses), Jobs: jobs})
	switch {
	case v.Wider == Yes:
		problems.Add(problem.Wider, "jobs", "patterns on sub would match a job that is not described: "+v.WiderExample.String(), "")
	case v.Narrower == Yes:
		problems.Add(problem.Narrower, "jobs", "patterns on sub would miss a described job: "+v.NarrowerExample.String(), "")
	case v.Relation != "equal":
		problems.Add(problem.Unproved, "jobs", "it could not be proved that patterns on sub match just these jobs: "+v.WiderReason+v.NarrowerReason, "")
	}
	if len(problems) > 0 {
		return nil, false, nil, problems
	}
	return sortedOnce(subjects), exact && len(subjects) > 0, notes, nil
}
