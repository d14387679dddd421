package google

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT028 in Google's terms.

var _ = lint.Also("CT028", lint.On(expressions(coveredAlternatives)))

// coveredAlternatives finds alternatives on one claim of which one makes another idle.
func coveredAlternatives(r *reading) []lint.Finding {
	var out []lint.Finding
	for _, asks := range r.alternatives {
		for i, a := range asks {
			for j, b := range asks {
				if i == j || a.Claim != b.Claim || a.Not || b.Not || a.Type != "" || b.Type != "" || !covers(a, b) {
					continue
				}
				out = append(out, r.found(false, "of the alternatives on "+problem.Quote(a.Claim)+", "+describe(a)+" holds wherever "+describe(b)+" does, which says nothing then"))
			}
		}
	}
	return out
}

// covers reports whether one alternative holds wherever another does.
func covers(a, b lint.Comparison) bool {
	if a.Text == b.Text && a.Operator == b.Operator {
		return false // twice the same is no trap
	}
	switch a.Operator {
	case lint.Begins:
		return (b.Operator == lint.Begins || b.Operator == lint.Equal) && strings.HasPrefix(b.Text, a.Text)
	case lint.Ends:
		return (b.Operator == lint.Ends || b.Operator == lint.Equal) && strings.HasSuffix(b.Text, a.Text)
	case lint.Holds:
		return b.Operator != lint.Regexp && strings.Contains(b.Text, a.Text)
	case lint.Equal, lint.Glob, lint.Regexp:
	}
	return false
}

func describe(a lint.Comparison) string {
	name := map[lint.Operator]string{lint.Begins: "startsWith ", lint.Ends: "endsWith ", lint.Holds: "contains ", lint.Regexp: "matches "}[a.Operator]
	return name + problem.Quote(a.Text)
}
