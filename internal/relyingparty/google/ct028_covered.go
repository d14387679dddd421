package google

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
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
func covers(a, b relyingparty.Ask) bool {
	if a.Text == b.Text && a.How == b.How {
		return false // twice the same is no trap
	}
	switch a.How {
	case relyingparty.Begins:
		return (b.How == relyingparty.Begins || b.How == relyingparty.Equal) && strings.HasPrefix(b.Text, a.Text)
	case relyingparty.Ends:
		return (b.How == relyingparty.Ends || b.How == relyingparty.Equal) && strings.HasSuffix(b.Text, a.Text)
	case relyingparty.Holds:
		return b.How != relyingparty.Regexp && strings.Contains(b.Text, a.Text)
	case relyingparty.Equal, relyingparty.Glob, relyingparty.Regexp:
	}
	return false
}

func describe(a relyingparty.Ask) string {
	name := map[relyingparty.How]string{relyingparty.Begins: "startsWith ", relyingparty.Ends: "endsWith ", relyingparty.Holds: "contains ", relyingparty.Regexp: "matches "}[a.How]
	return name + problem.Quote(a.Text)
}
