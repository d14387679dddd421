package trust

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// Subjects are patterns on sub, in AWS's spelling, that admit exactly the jobs
// among all tokens of their issuer; exact says that none has a wildcard. It
// fails where sub alone does not say the jobs.
func Subjects(jobs Jobs) (subjects []string, exact bool, notes []Note, problems problem.List) {
	clauses, notes, problems := Compile(jobs, View{
		Name: "a pattern on sub", OnSub: true, Ones: true,
		Sees: func(Description, platform.Claim) bool { return false },
	})
	exact = true
	for _, c := range clauses {
		a, _ := c.Atom("sub")
		_, literal := a.Literals()
		exact = exact && literal
		for _, s := range a.Any {
			subjects = append(subjects, s.String())
		}
	}
	slices.Sort(subjects)
	return slices.Compact(subjects), exact && len(subjects) > 0, notes, problems
}
