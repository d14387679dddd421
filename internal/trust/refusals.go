package trust

// This file holds what users are told where a claim cannot be restricted exactly.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// addFilter says which filter closes a variable that must be exact.
func (x *clauseBuilder) addFilter(variable string) {
	for _, f := range x.p.Filters {
		if f.Variable == variable && !f.IsAlternative() || f.Role == platform.RoleOrigin && slices.Contains(x.p.Restricts(f), variable) {
			x.problems.Add(problem.AddFilter, x.at, x.c.can.Name+" compares whole subjects, and this description leaves "+strings.ReplaceAll(variable, "_", " ")+" open", "Add the filter "+f.Name+" with whole values"+x.orFormat(variable))
			return
		}
	}
	if f, found := x.c.filterOf(x.p, variable); found {
		x.problems.Add(problem.Inexpressible, x.at, x.c.can.Name+" compares whole subjects and takes no patterns, but "+f.Name+" leaves "+strings.ReplaceAll(variable, "_", " ")+" open", "List the values of "+f.Name)
		return
	}
	x.problems.Add(problem.Inexpressible, x.at, x.c.can.Name+" compares whole subjects, and those of "+x.form.Doc+" hold a "+strings.ReplaceAll(variable, "_", " ")+" that is new each time", "Describe other refs")
}

// orFormat names the setting that picks the format of subjects, when one of those
// it picks does not show the variable.
func (x *clauseBuilder) orFormat(variable string) string {
	if setting := x.p.Subject.Formats.Setting; setting != "" && x.elsewhere(variable) {
		return ", or say which subjects the jobs show, with " + setting
	}
	return ""
}

// inexpressible explains what the construction rule refuses.
func (x *clauseBuilder) inexpressible(claim string, t platform.Template, why pattern.Reason, at int) {
	v := t.Vars[at]
	f, found := x.c.filterOf(x.p, v)
	name := strings.ReplaceAll(v, "_", " ")
	reason := fmt.Sprintf("no pattern on the claim %s says exactly this: ", claim)
	if why == pattern.Ambiguous {
		reason += "the " + name + " may itself hold the text that separates it from what follows, so two different jobs can show the same " + claim
	} else {
		reason += "a wildcard for the " + name + " would also run over what follows it, and a job outside the description could spell its own names so that it fits"
	}
	fix := ""
	if found {
		fix = "List whole values in the filter " + f.Name
		for _, sw := range x.p.Filters {
			if _, widens := sw.Widens[v]; widens && x.d.Settings[sw.Name] == "true" {
				fix = "List whole refs, or leave " + sw.Name + " out if it does not hold for these projects"
			}
		}
	}
	x.problems.Add(problem.Inexpressible, x.at, reason, fix, claim+": "+t.String())
}
