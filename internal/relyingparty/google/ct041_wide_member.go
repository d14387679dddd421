package google

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT041.

var _ = lint.Add(lint.Rule{
	Code: "CT041", Title: "A member that strangers are too",
	Severity: lint.Warning, Class: lint.Open, Parties: []string{"google"},
	Why: "Principals belong to the pool, whoever admits them, and attributes such as `ref` or `actor` have the same values in " +
		"everybody's projects. With a condition that says whose jobs get in, this is only wider than it looks.",
	Fix:    "Grant to an attribute that only the meant jobs have, and say whose job it is in the condition.",
	Source: "Google Cloud docs, best practices for using workload identity federation",
	Check:  lint.On(wideMembers),
})

func wideMembers(r *review) []lint.Finding {
	var out []lint.Finding
	for _, m := range r.poolMembers() {
		if idle, _ := r.idle(m); idle != "" {
			continue
		}
		if reason, open := r.wide(m); reason != "" {
			out = append(out, lint.Finding{At: m.at, Detail: reason, Milder: !open})
		}
	}
	return out
}

// wide says that a member is more people than it seems; open, that strangers
// are among them.
func (r *review) wide(m member) (reason string, open bool) {
	if m.rest == "*" {
		return "everybody whom any provider of the pool admits", !r.tells
	}
	name, ok := strings.CutPrefix(m.rest, attributePrefix)
	if !ok {
		return "", false
	}
	name, value, _ := strings.Cut(name, "/")
	c, _ := r.mapped(name)
	if r.tells || !r.issuer.Known() || len(c.claims) == 0 || slices.ContainsFunc(c.claims, r.issuer.IdentifiesTenant) {
		return "", false
	}
	return "attribute." + name + " comes from " + strings.Join(c.claims, ", ") + " alone, which says nothing of whose job it is, and neither does the condition: strangers have the value " + problem.Quote(value) + " too", true
}
