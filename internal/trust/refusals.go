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
func (x *clauseBuilder) addFilter(variable string) problem.Problem {
	name := strings.ReplaceAll(variable, "_", " ")
	for _, f := range x.p.Filters {
		if f.Variable == variable && !f.IsAlternative() || f.Role == platform.RoleOrigin && slices.Contains(x.p.Restricts(f), variable) {
			return problem.Problem{
				Code: problem.AddFilter, Field: x.at,
				Reason: x.can.Name + " compares whole subjects, and this description leaves " + name + " open",
				Fix:    "Add the filter " + f.Name + " with whole values" + x.orFormat(variable),
			}
		}
	}
	if f, found := x.filterOf(variable); found {
		return x.wholeOnly(" and takes no patterns, but "+f.Name+" leaves "+name+" open", "List the values of "+f.Name)
	}
	return x.wholeOnly(", and those of "+x.form.Doc+" hold a "+name+" that is new each time", "Describe other refs")
}

// noPatterns refuses patterns where whole values are compared.
func (x *clauseBuilder) noPatterns(variable string, patterns []string) problem.Problem {
	f, _ := x.filterOf(variable)
	return x.wholeOnly(" and takes no patterns, but "+f.Name+" has one: "+problem.QuoteAll(patterns), "List the values of "+f.Name)
}

func (x *clauseBuilder) wholeOnly(why, fix string) problem.Problem {
	return problem.Problem{Code: problem.Inexpressible, Field: x.at, Reason: x.can.Name + " compares whole subjects" + why, Fix: fix}
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
func (x *clauseBuilder) inexpressible(claim string, t platform.Template, why pattern.Reason, at int) problem.Problem {
	v := t.Vars[at]
	f, found := x.filterOf(v)
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
	return problem.Problem{Code: problem.Inexpressible, Field: x.at, Reason: reason, Fix: fix, Lines: []string{claim + ": " + t.String()}}
}
