package azure

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT005 in Entra's terms.

var _ = lint.Also("CT005", lint.On(each(stars)))

func stars(c reading) []lint.Finding {
	var out []lint.Finding
	add := func(milder bool, text, why string) {
		out = append(out, lint.Finding{At: c.at, Milder: milder, Detail: problem.Quote(text) + " holds " + why})
	}
	switch {
	case c.flexible:
		for _, a := range c.claims.atoms {
			if a.op == "eq" && strings.Contains(a.value, "*") {
				add(false, a.value, "*, and is compared with eq")
			}
		}
	case strings.Contains(c.subject, "*"):
		add(false, c.subject, "*, and a subject is compared as written; only flexible credentials know patterns")
	case strings.Contains(c.subject, "?"):
		add(true, c.subject, "?, and a subject is compared as written")
	}
	return out
}
