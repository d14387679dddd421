package azure

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// flexibleHosts are the GitLab issuers that Entra takes for flexible
// credentials.
var flexibleHosts = regexp.MustCompile(`^https://gitlab\.(com|[a-z0-9-]+\.(com|ca))$`)

// flexibleCapabilities: a flexible credential for GitLab compares sub and project_id.
func flexibleCapabilities() trust.Capabilities {
	return trust.Capabilities{
		Name: "Azure", RequireSubject: true, AnyCharWildcard: true,
		Claims: func(_ trust.Description, c platform.Claim) bool { return c.Name == "project_id" },
	}
}

// addFlexible makes one credential for each subject, by eq alone: whether
// Entra's matches compares whole texts, and how it reads quotes, is not
// documented, so nothing rests on either.
func (out *Credentials) addFlexible(c trust.Clause, problems *problem.List) {
	if !flexibleHosts.MatchString(c.Issuer) {
		problems.Add(problem.Inexpressible, "jobs", "Entra takes no flexible credential for the issuer "+problem.Quote(c.Issuer)+" (known: https://gitlab.com, https://gitlab.<name>.com and .ca)", "Set flexible = false")
		return
	}
	sub, _ := c.Atom("sub")
	subjects, literal := sub.Literals()
	if !literal {
		problems.Add(problem.Unverified, "jobs", "a pattern needs Entra's matches, and whether that compares the whole subject is not verified", "List whole projects and refs", sub.Any[0].String())
		return
	}
	var ids []string
	if a, ok := c.Atom("project_id"); ok {
		ids, _ = a.Literals()
	}
	if len(ids) > 1 {
		problems.Add(problem.Split, "jobs", fmt.Sprintf("a flexible credential names one project_id, got %d", len(ids)), "Describe each project by itself and merge the results")
		return
	}
	for _, s := range subjects {
		if strings.ContainsAny(s, `'\*?`) {
			problems.Add(problem.Unverified, "jobs", "how Entra reads a quote or backslash in an expression is not verified: "+problem.Quote(s), "Leave that ref out")
			continue
		}
		if strings.HasPrefix(s, "project_path:") && len(ids) == 0 {
			problems.Add(problem.AddFilter, "jobs", "Entra refuses a flexible credential on a project's path alone", "Add the filter project_ids")
			return
		}
		parts := []string{"claims['sub'] eq '" + s + "'"}
		for _, id := range slices.Sorted(slices.Values(ids)) {
			parts = append(parts, "claims['project_id'] eq '"+id+"'")
		}
		expression := strings.Join(parts, " and ")
		key := Key(c.Issuer, expression)
		out.Flexible[key] = Credential{DisplayName: key, Issuer: c.Issuer, Audience: c.Audiences[0], Expression: expression}
	}
}
