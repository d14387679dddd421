package lint

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT020.

var _ = Add(Rule{
	Code: "CT020", Title: "Only one of GitHub's two subject formats",
	Severity: Warning, Class: Fragile,
	Why: "New repositories, and old ones that opted in, have ids in their subjects (`repo:octo@1234/app@5678:…`). A condition on " +
		"one format locks the other out, and a loose one to bridge them opens the door.",
	Fix:    "List both formats, or ask for `repository_id` and `repository_owner_id` where the relying party sees them.",
	Source: "GitHub changelog 2026-04-23",
	Check:  On(oneFormat),
})

// A formatted is what a text on the subject says of the project.
type formatted struct {
	platform.Formatted
	ask Comparison
}

// A projectKey is a project in one format.
type projectKey struct{ format, owner, name string }

// anyName is no project's.
const anyName = "*"

// key is the project in a format; its name is empty where a wildcard leaves it open.
func (r formatted) key(format, name string, names []string) projectKey {
	return projectKey{format, strings.ToLower(r.Values[names[0]]), name}
}

// oneFormat finds what one of the formats alone has.
func oneFormat(c Comparisons) []Finding {
	i := c.Issuer
	if i.platform == nil {
		return nil
	}
	known, names := i.platform.FormatsAt(strings.TrimRight(i.URL, "/")), i.platform.FormatNames()
	if known == nil {
		return nil
	}
	var all []formatted
	for _, a := range c.List {
		if r, ok := i.readFormat(a); ok {
			all = append(all, r)
		}
	}
	last := names[len(names)-1]
	covered := map[projectKey]bool{}
	for _, r := range all {
		if r.Format == "" {
			return nil // it holds in all formats, for whichever project
		}
		covered[r.key(r.Format, r.Values[last], names)] = true
		covered[r.key(r.Format, anyName, names)] = true
	}
	// bridged: another text is about the same project in that format.
	bridged := func(r formatted, format string) bool {
		name := r.Values[last]
		return covered[r.key(format, name, names)] || covered[r.key(format, "", names)] || name == "" && covered[r.key(format, anyName, names)]
	}
	type group struct{ at, format string }
	var order []group
	texts := map[group][]string{}
	deny := false
	for _, r := range all {
		if !slices.ContainsFunc(known, func(format string) bool { return format != r.Format && !bridged(r, format) }) {
			continue
		}
		g := group{r.ask.At, r.Format}
		if texts[g] == nil {
			order = append(order, g)
		}
		if !slices.Contains(texts[g], r.ask.Text) {
			texts[g] = append(texts[g], r.ask.Text)
		}
		deny = deny || r.ask.Deny
	}
	formats := i.platform.Subject.Formats
	effect := " does not get in"
	if deny { // what a Deny leaves out gets in
		effect = " escapes this Deny"
	}
	var out []Finding
	for _, g := range order {
		is := " is of the "
		if len(texts[g]) > 1 {
			is = " are of the "
		}
		detail := problem.QuoteAll(texts[g]) + is + g.format + " format alone; " + formats.LeftOut[g.format] + effect
		out = append(out, Finding{At: g.at, Milder: g.format == formats.Newer && !deny, Detail: detail})
	}
	return out
}

// readFormat reads the beginning of a text on the subject.
func (i Issuer) readFormat(a Comparison) (formatted, bool) {
	if a.Claim != "sub" || a.Not || a.Type != "" || a.Operator == Ends || a.Operator == Holds {
		return formatted{}, false
	}
	text, wild := a.Text, "*"
	if a.Operator == Regexp {
		text, wild = strings.ReplaceAll(strings.TrimLeft(text, "^("), `\`, ""), ".*+?[(|"
	}
	r, ok := i.platform.ReadFormat(text, wild, a.Operator != Equal)
	return formatted{r, a}, ok
}
