package lint

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// This file is rule CT049.

var _ = Add(Rule{
	Code: "CT049", Title: "The claim that names the principal may be missing",
	Severity: Warning, Class: Never, Parties: []string{"google", "vault"},
	Why:    "A token without it is refused, whatever else the document says; Vault refuses an empty one too.",
	Fix:    "Name the principal by a claim that every token has, such as the project's id.",
	Source: "Google Cloud docs, attribute mappings; vault-plugin-auth-jwt path_login.go",
})

// Without says which jobs' tokens lack a claim though they have all that a
// document asks of every token, in words; empty: none. asks are the texts of
// pinned claims.
func (i Issuer) Without(claim string, pinned []string, asks []Comparison) string {
	if !i.IsOptional(claim) {
		return ""
	}
	for _, f := range i.sure() {
		c, ok := f.Claim(claim)
		if ok && len(c.Optional(i.URL)) == 0 || slices.ContainsFunc(pinned, func(p string) bool {
			_, has := f.Claim(p)
			return !has && p != claim && !slices.Contains(registered, p) || p == claim
		}) || slices.Contains(pinned, "sub") && !i.shows(f, asks) {
			continue
		}
		if !ok {
			return f.InBrief()
		}
		return c.Optional(i.URL).String()
	}
	return ""
}

// shows reports whether one of the form's subjects may be what is asked for.
func (i Issuer) shows(f *platform.Form, asks []Comparison) bool {
	if len(i.platform.Subject.Components) > 0 {
		return true // in whatever order
	}
	for _, a := range asks {
		head := a.Text
		if a.Operator == Glob {
			head, _, _ = strings.Cut(head, "*")
		}
		if a.Claim != "sub" || a.Not {
			continue
		}
		if a.Operator != Equal && a.Operator != Begins && a.Operator != Glob {
			return true
		}
		for _, s := range append(i.platform.Declared(f, i.settings), i.platform.Undeclared(f, i.settings)...) {
			if i.begins(s.Template, 0, head, new(int)) {
				return true
			}
		}
	}
	return false
}
