package trust

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// OnSubject compiles jobs to clauses on sub alone. It fails where sub alone does
// not say the jobs.
func OnSubject(jobs Jobs) ([]Clause, []Note, problem.List) {
	return Compile(jobs, Capabilities{
		Name: "a pattern on sub", RequireSubject: true, AnyCharWildcard: true,
		Claims: func(Description, platform.Claim) bool { return false },
	})
}
