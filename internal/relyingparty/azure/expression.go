package azure

// Claims matching expressions of flexible credentials.

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
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

// flexibleAt finds what Entra compares of the issuer's tokens.
func flexibleAt(issuer string) (*platform.AzureFlexible, error) {
	all := flexibles(func(*platform.AzureFlexible) bool { return true })
	if i := slices.IndexFunc(all, func(a *platform.AzureFlexible) bool { return a.Takes(issuer) }); i >= 0 {
		return all[i], nil
	}
	return nil, fmt.Errorf("for the issuer %s Entra takes no flexible credential (known: %s)", problem.Quote(issuer), issuersOf(all))
}

// flexibles are what Entra compares of platforms' tokens, where it holds.
func flexibles(holds func(*platform.AzureFlexible) bool) []*platform.AzureFlexible {
	var out []*platform.AzureFlexible
	for _, p := range platform.All() {
		if a := &p.AzureFlexible; a.Issuers != "" && holds(a) {
			out = append(out, a)
		}
	}
	return out
}

// issuersOf lists issuers in words.
func issuersOf(all []*platform.AzureFlexible) string {
	var out []string
	for _, a := range all {
		out = append(out, a.Known...)
	}
	return strings.Join(out, ", ")
}

// parseExpression reads claims['x'] eq|matches 'v' ( and …)*, with single
// spaces, as Microsoft documents it.
func parseExpression(text, issuer string) (expression, error) {
	out := expression{text: text}
	known, err := flexibleAt(issuer)
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
		ops, ok := known.Claims[name]
		if !ok {
			return fail(problem.Quote(name) + " is no claim that Entra takes of " + known.Name + ": " + refused(issuer))
		}
		rest = tail
		op, tail, _ := strings.Cut(rest, " ")
		if !strings.Contains(" eq matches ", " "+op+" ") {
			return fail("here stands " + relyingparty.Excerpt(rest) + ", wanted eq or matches and a space")
		}
		if !slices.Contains(ops, op) {
			return fail(op + " is no operator that Entra takes for the claim " + name + " of " + known.Name + " (known: " + strings.Join(ops, ", ") + ")")
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
func (e expression) required(known *platform.AzureFlexible, issuer string) error {
	has := func(claim string) bool {
		return slices.ContainsFunc(e.atoms, func(a atom) bool { return a.claim == claim })
	}
	lacks := ""
	if !has("sub") {
		lacks = "sub"
	}
	for _, r := range known.Requires {
		begins := func(a atom) bool { return strings.HasPrefix(a.value, r.Beside) }
		if lacks != "" || slices.ContainsFunc(r.OneOf, has) || !slices.ContainsFunc(e.atoms, begins) {
			continue
		}
		lacks = strings.Join(r.OneOf, " or ")
		if r.Beside != "" {
			lacks += " beside a subject that begins with " + strings.TrimSuffix(r.Beside, ":")
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
