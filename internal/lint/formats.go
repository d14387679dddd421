package lint

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file finds texts on the subject that are in one format alone, of those between
// which projects have one (CT020).

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

// formats finds what one of the formats alone has.
func (i Issuer) formats(asks []Comparison) []Finding {
	if i.platform == nil {
		return nil
	}
	known, names := i.platform.FormatsAt(strings.TrimRight(i.URL, "/")), i.platform.FormatNames()
	if known == nil {
		return nil
	}
	var all []formatted
	for _, a := range asks {
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
	effect := " is kept out"
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
		out = append(out, Finding{Code: "CT020", At: g.at, Milder: g.format == formats.Newer && !deny, Detail: detail})
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

// Renewed reports whether two whole subjects are of the same job, the second in the
// format that projects come to have.
func (i Issuer) Renewed(older, newer string) bool {
	if i.platform == nil || older == newer || len(i.platform.FormatsAt(strings.TrimRight(i.URL, "/"))) == 0 {
		return false
	}
	n, ok := i.platform.ReadFormat(newer, "", false)
	o, is := i.platform.ReadFormat(older, "", false)
	return ok && is && n.Format == i.platform.Subject.Formats.Newer && o.Format != n.Format && i.platform.InFormat(o.Format, n.Values)+n.Tail == older
}
