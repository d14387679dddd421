package azure

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT010 in Entra's terms.

var _ = lint.Also("CT010", lint.On(each(anyText)))

func anyText(c reading) []lint.Finding {
	var out []lint.Finding
	for _, a := range c.claims.atoms {
		if a.op == "matches" && strings.Trim(a.value, "*") == "" {
			out = append(out, lint.Finding{At: c.at, Milder: c.tells, Detail: problem.Quote(a.value) + " matches every " + a.claim})
		}
	}
	return out
}
