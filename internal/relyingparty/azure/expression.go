package azure

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
)

// An atom is claims['name'] eq 'value', or with matches.
type atom struct {
	claim string
	op    string
	value string
	// unread is set where Microsoft does not say what the value means.
	unread string
}

func (a atom) text() string { return "claims['" + a.claim + "'] " + a.op + " '" + a.value + "'" }

// An expression is a conjunction of atoms; with a quote in a value nobody knows
// where it ends, and the whole is unread.
type expression struct {
	text   string
	atoms  []atom
	unread string
}

const (
	quoteReason    = "how Entra reads a quote inside a value is not documented"
	escapeReason   = "how Entra reads a backslash in a value is not documented"
	anchorReason   = "whether Entra's matches compares the whole text is not documented"
	wildcardReason = "whether * and ? are themselves in Entra's eq is not documented"
)

// An entraIssuer is an issuer that Entra takes for flexible credentials.
type entraIssuer struct {
	name string
	host *regexp.Regexp
	ops  map[string][]string // claim → operators
}

// The table of Microsoft's set-up page (2026-08-14).
var entraIssuers = []entraIssuer{
	{
		"GitHub", regexp.MustCompile(`^https://token\.actions\.githubusercontent\.com$`),
		map[string][]string{"sub": {"eq", "matches"}, "job_workflow_ref": {"eq", "matches"}, "repository_id": {"eq"}, "repository_owner_id": {"eq"}},
	},
	{"GitLab", flexibleHosts, map[string][]string{"sub": {"eq", "matches"}, "project_id": {"eq"}}},
	{"Terraform Cloud", regexp.MustCompile(`^https://app\.(eu\.)?terraform\.io$`), map[string][]string{"sub": {"eq", "matches"}}},
}

func entra(issuer string) (entraIssuer, error) {
	for _, e := range entraIssuers {
		if e.host.MatchString(issuer) {
			return e, nil
		}
	}
	return entraIssuer{}, fmt.Errorf("for the issuer %s Entra takes no flexible credential (known: https://token.actions.githubusercontent.com, https://gitlab.com, https://gitlab.<name>.com and .ca, https://app.terraform.io, https://app.eu.terraform.io)", problem.Quote(issuer))
}

// parseExpression reads claims['x'] eq|matches 'v' ( and …)*, with single
// spaces, as Microsoft documents it.
func parseExpression(text, issuer string) (expression, error) {
	out := expression{text: text}
	known, err := entra(issuer)
	if err != nil {
		return out, err
	}
	rest := text
	fail := func(what string) (expression, error) {
		return out, fmt.Errorf("position %d: %s", len(text)-len(rest)+1, what)
	}
	for {
		tail, ok := strings.CutPrefix(rest, "claims['")
		if !ok {
			return fail("here stands " + relyingparty.Excerpt(rest) + ", wanted claims['…'] (there is no or, no not and no parenthesis)")
		}
		name, tail, ok := strings.Cut(tail, "'] ")
		if !ok {
			return fail("the claim's name does not end with '] and a space")
		}
		ops, ok := known.ops[name]
		if !ok {
			return fail(problem.Quote(name) + " is no claim that Entra takes of " + known.name + ": " + refused(issuer))
		}
		rest = tail
		op, tail, _ := strings.Cut(rest, " ")
		if !strings.Contains(" eq matches ", " "+op+" ") {
			return fail("here stands " + relyingparty.Excerpt(rest) + ", wanted eq or matches and a space")
		}
		if !slices.Contains(ops, op) {
			return fail(op + " is no operator that Entra takes for the claim " + name + " of " + known.name + " (known: " + strings.Join(ops, ", ") + ")")
		}
		rest = tail
		tail, ok = strings.CutPrefix(rest, "'")
		if !ok {
			return fail("here stands " + relyingparty.Excerpt(rest) + ", wanted a value in single quotes")
		}
		value, tail, ok := strings.Cut(tail, "'")
		if !ok {
			return fail("the value's quote is not closed")
		}
		rest = tail
		if (strings.HasPrefix(rest, "'") || strings.HasSuffix(value, `\`)) && strings.HasSuffix(rest, "'") {
			out.atoms, out.unread = nil, quoteReason
			return out, nil
		}
		out.atoms = append(out.atoms, newAtom(name, op, value))
		if rest == "" {
			return out, out.required(known, issuer)
		}
		if tail, ok = strings.CutPrefix(rest, " and "); !ok {
			return fail("here stands " + relyingparty.Excerpt(rest) + ", wanted the end or and with single spaces (there is no or, no not and no parenthesis)")
		}
		rest = tail
	}
}

func newAtom(name, op, value string) atom {
	a := atom{claim: name, op: op, value: value}
	switch {
	case strings.Contains(value, `\`):
		a.unread = escapeReason
	case op == "matches":
		a.unread = anchorReason
	case strings.ContainsAny(value, "*?"):
		a.unread = wildcardReason
	}
	return a
}

// required holds Entra's rule on which claims must be there.
func (e expression) required(known entraIssuer, issuer string) error {
	has := func(claim string) bool {
		return slices.ContainsFunc(e.atoms, func(a atom) bool { return a.claim == claim })
	}
	lacks := ""
	switch {
	case !has("sub"):
		lacks = "sub"
	case known.name == "GitHub" && !has("repository_id") && !has("repository_owner_id"):
		lacks = "repository_id or repository_owner_id"
	case known.name == "GitLab" && !has("project_id"):
		if slices.ContainsFunc(e.atoms, func(a atom) bool { return strings.HasPrefix(a.value, "project_path:") }) {
			lacks = "project_id beside a subject that begins with project_path"
		}
	}
	if lacks == "" {
		return nil
	}
	return errors.New("it lacks " + lacks + ": " + refused(issuer))
}

// refused is what Entra answers.
func refused(issuer string) string {
	return "Expression configured for issuer '" + issuer + "' either lacks all required claims or contains unallowed claims"
}
