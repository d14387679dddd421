package argument

// Jobs as an argument, from this provider or not.

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// AfterApply is the summary while the jobs are not known.
const AfterApply = "Known after apply: the jobs are not known yet."

// Jobs reads jobs that may not come from this provider.
func Jobs(v value.V, problems *problem.List) (jobs trust.Jobs, later bool) {
	before := len(*problems)
	jobs, later = tfx.ReadJobs(v, "options.jobs", problems)
	if later || len(*problems) > before {
		return nil, later
	}
	for _, p := range jobs.Validate() {
		p.Field = "options." + p.Field
		*problems = append(*problems, p)
	}
	return jobs, false
}

// JobsName is the name of the jobs that the options describe, if they have
// one that can be read.
func JobsName(options value.V) string {
	jobs, _ := tfx.ReadJobs(options.Attrs["jobs"], "", &problem.List{})
	return jobs.Name()
}
