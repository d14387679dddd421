package azure

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// This file makes flexible credentials.

// makes: of these platforms the compiler makes flexible credentials.
func makes(a *platform.AzureFlexible) bool { return len(a.Makes) > 0 }

// madeOf lists the claims that they compare beside the subject.
func madeOf() []string {
	var out []string
	for _, a := range flexibles(makes) {
		out = append(out, a.Makes...)
	}
	return slices.Compact(slices.Sorted(slices.Values(out)))
}

// flexibleCapabilities: a flexible credential compares the subject and few claims.
func flexibleCapabilities() trust.Capabilities {
	return trust.Capabilities{
		Name: "Azure", RequireSubject: true, AnyCharWildcard: true,
		Claims: func(d trust.Description, c platform.Claim) bool {
			return slices.Contains(d.Model().AzureFlexible.Makes, c.Name)
		},
	}
}

// addFlexible makes one credential for each subject, by eq alone: whether
// Entra's matches compares whole texts, and how it reads quotes, is not
// documented, so nothing rests on either.
func (out *Credentials) addFlexible(c trust.Clause, problems *problem.List) {
	known := &c.Platform.AzureFlexible
	if !makes(known) || !known.Takes(c.Issuer) {
		problems.Add(problem.Inexpressible, "jobs", "Entra takes no flexible credential for the issuer "+problem.Quote(c.Issuer)+" (known: "+issuersOf(flexibles(makes))+")", "Set flexible = false")
		return
	}
	sub, _ := c.Atom("sub")
	subjects, literal := sub.Literals()
	if !literal {
		problems.Add(problem.Unverified, "jobs", "a pattern needs Entra's matches, and whether that compares the whole subject is not verified", "List whole projects and refs", sub.Any[0].String())
		return
	}
	beside := map[string]string{} // claim → what it must be
	for _, claim := range known.Makes {
		a, ok := c.Atom(claim)
		values, _ := a.Literals()
		if len(values) > 1 {
			problems.Add(problem.Split, "jobs", fmt.Sprintf("a flexible credential names one %s, got %d", claim, len(values)), "Describe each project by itself and merge the results")
			return
		}
		if ok && len(values) == 1 {
			beside[claim] = values[0]
		}
	}
	for _, s := range subjects {
		if strings.ContainsAny(s, `'\*?`) {
			problems.Add(problem.Unverified, "jobs", "how Entra reads a quote or backslash in an expression is not verified: "+problem.Quote(s), "Leave that ref out")
			continue
		}
		for _, r := range known.Requires {
			if strings.HasPrefix(s, r.Beside) && !slices.ContainsFunc(r.OneOf, func(claim string) bool { return beside[claim] != "" }) {
				problems.Add(problem.AddFilter, "jobs", "Entra refuses a flexible credential that lacks "+strings.Join(r.OneOf, " or ")+" beside "+problem.Quote(s), "Add the filter "+strings.Join(filters(c.Platform, r.OneOf), " or "))
				return
			}
		}
		parts := []string{"claims['sub'] eq '" + s + "'"}
		for _, claim := range slices.Sorted(maps.Keys(beside)) {
			parts = append(parts, "claims['"+claim+"'] eq '"+beside[claim]+"'")
		}
		expression := strings.Join(parts, " and ")
		key := Key(c.Issuer, expression)
		out.Flexible[key] = Credential{DisplayName: key, Issuer: c.Issuer, Audience: c.Audiences[0], Expression: expression}
	}
}

// filters are those that restrict the claims.
func filters(p *platform.Platform, claims []string) []string {
	shows := func(variable string) bool {
		return slices.ContainsFunc(p.Forms, func(form platform.Form) bool {
			return slices.ContainsFunc(claims, func(name string) bool {
				claim, _ := form.Claim(name)
				t, _ := claim.Template()
				return slices.Contains(t.Vars, variable)
			})
		})
	}
	var out []string
	for _, f := range p.Filters {
		if f.Role == platform.RoleNarrow && shows(f.Variable) {
			out = append(out, f.Name)
		}
	}
	return out
}
