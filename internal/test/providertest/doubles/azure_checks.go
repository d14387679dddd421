package doubles

// What Azure refuses.

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var (
	azureName        = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}$`)
	azureApplication = regexp.MustCompile(`^/applications/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	azureIdentity    = regexp.MustCompile(`^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.ManagedIdentity/userAssignedIdentities/[^/]+$`)
	azureGitLab      = regexp.MustCompile(`^https://gitlab(\.com|\.[a-z0-9-]+\.(com|ca))$`)
	azureTerm        = regexp.MustCompile(`^claims\['([A-Za-z0-9_]+)'\] (eq|matches) '([^']*)'$`)
)

// checkAzureApplication holds what both credentials of an application share.
func checkAzureApplication(v Values, report Report) {
	matches(v, report, "application_id", azureApplication)
	notEmpty(v, report, "display_name")
	atMost(v, report, 120, "display_name")
	atMost(v, report, 600, "description")
	checkAzureIssuer(v, report)
}

func checkAzureIssuer(v Values, report Report) {
	atMost(v, report, 600, "issuer")
	if issuer, ok := v.Str("issuer"); ok {
		if fault := httpsURL(issuer); fault != "" {
			report("issuer", "%s", fault)
		}
	}
}

// checkAzureExact holds the limits of an exact credential. A wildcard in its
// subject is a literal, which no token of a pipeline has.
func checkAzureExact(v Values, report Report, audiences string) {
	notEmpty(v, report, "subject")
	atMost(v, report, 600, "subject")
	if subject := v.Text("subject"); strings.ContainsAny(subject, "*?") {
		report("subject", "%q has a wildcard, which is compared literally", subject)
	}
	if n, ok := v.Len(audiences); ok && n != 1 {
		report(audiences, "Federated identity credentials must have exactly one audience")
	}
	for _, audience := range v.Strs(audiences) {
		if n := utf8.RuneCountInString(audience); n == 0 || n > 600 {
			report(audiences, "a value has %d characters, 1 to 600 are allowed", n)
		}
	}
}

// checkAzureFlexible holds the grammar and the rules by issuer of Microsoft's
// page "Set up a flexible federated identity credential" of 2026-08-14, and
// what the service was seen to refuse since (terraform-provider-azuread#1901).
func checkAzureFlexible(v Values, report Report) {
	notEmpty(v, report, "audience")
	atMost(v, report, 600, "audience")
	issuer, ok := v.Str("issuer")
	expression, known := v.Str("claims_matching_expression")
	if !ok || !known {
		return
	}
	operators, ok := azureClaims(issuer)
	if !ok {
		report("issuer", "%q takes no claims matching expression", issuer)
		return
	}
	used := map[string]string{}
	for _, term := range splitAnd(expression) {
		m := azureTerm.FindStringSubmatch(term)
		if m == nil {
			report("claims_matching_expression", "%q is not claims['name'] eq 'value' or claims['name'] matches 'value'", term)
			return
		}
		if !slices.Contains(operators[m[1]], m[2]) {
			report("claims_matching_expression", "Expression configured for issuer '%s' either lacks all required claims or contains unallowed claims: %s %s", issuer, m[1], m[2])
			return
		}
		used[m[1]] = m[3]
	}
	if !azureRequired(issuer, used) {
		report("claims_matching_expression", "Expression configured for issuer '%s' either lacks all required claims or contains unallowed claims.", issuer)
	}
}

// splitAnd splits at " and " outside of quotes.
func splitAnd(expression string) (terms []string) {
	start, quoted := 0, false
	for i := range expression {
		if expression[i] == '\'' {
			quoted = !quoted
		}
		if !quoted && strings.HasPrefix(expression[i:], " and ") {
			terms = append(terms, expression[start:i])
			start = i + len(" and ")
		}
	}
	return append(terms, expression[start:])
}

// azureClaims returns the operators of each claim that an issuer allows.
func azureClaims(issuer string) (map[string][]string, bool) {
	both, eq := []string{"eq", "matches"}, []string{"eq"}
	switch {
	case issuer == "https://token.actions.githubusercontent.com":
		return map[string][]string{"sub": both, "job_workflow_ref": both, "repository_id": eq, "repository_owner_id": eq}, true
	case azureGitLab.MatchString(issuer):
		return map[string][]string{"sub": both, "project_id": eq}, true
	case issuer == "https://app.terraform.io", issuer == "https://app.eu.terraform.io":
		return map[string][]string{"sub": both}, true
	}
	return nil, false
}

// azureRequired says whether the claims that an issuer demands are there.
func azureRequired(issuer string, used map[string]string) bool {
	sub, ok := used["sub"]
	if !ok {
		return false
	}
	has := func(claim string) bool { _, ok := used[claim]; return ok }
	switch {
	case issuer == "https://token.actions.githubusercontent.com":
		return has("repository_id") || has("repository_owner_id")
	case azureGitLab.MatchString(issuer):
		return has("project_id") || strings.HasPrefix(sub, "project_id:")
	}
	return true
}
