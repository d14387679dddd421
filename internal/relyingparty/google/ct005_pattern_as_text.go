package google

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT005 in Google's terms.

var _ = lint.Also("CT005", lint.On(expressions(stars)))

func stars(r *reading) []lint.Finding {
	var out []lint.Finding
	for _, a := range r.asks {
		if a.Operator != lint.Regexp && a.Type == "" && strings.Contains(a.Text, "*") {
			out = append(out, r.found(false, problem.Quote(a.Text)+" holds *, an ordinary character here, which no claim "+problem.Quote(a.Claim)+" has"))
		}
	}
	return out
}
