package azure

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT028 in Entra's terms.

var _ = lint.Also("CT028", lint.On(pairs(covered)))

func covered(a, b reading, earlier bool) []lint.Finding {
	if !a.flexible || !covers(a.credential, b.credential) || !earlier && covers(b.credential, a.credential) {
		return nil
	}
	return []lint.Finding{{At: b.at, Detail: "whatever it lets in, " + a.name + " lets in too"}}
}

// covers reports whether one flexible credential lets in whatever another does.
func covers(a, b *credential) bool {
	if a.claims.unread != "" || b.claims.unread != "" {
		return false
	}
	for _, x := range a.claims.atoms {
		if !slices.ContainsFunc(b.claims.atoms, func(y atom) bool {
			if x.claim != y.claim || strings.Contains(x.value+y.value, `\`) {
				return false
			}
			return x == y || x.op == "matches" && !strings.Contains(x.value, "?") && wild(x.value, y.value)
		}) {
			return false
		}
	}
	return true
}
