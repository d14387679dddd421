package vault

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT007 in Vault's terms.

var _ = lint.Also("CT007", lint.On(unminted))

func unminted(r *review) []lint.Finding {
	var out []lint.Finding
	there := func(at string, p place) {
		if r.ci.HasClaim(p.key) {
			return
		}
		// Without a slip of the pen, the platform may have such a claim since the data
		// was written.
		f := lint.Finding{At: at, Milder: true, Detail: "tokens of " + r.ci.Title() + " have no claim " + problem.Quote(p.key)}
		if whole := strings.TrimPrefix(p.text, "/"); whole != p.text && r.ci.HasClaim(whole) {
			f.Milder = false
			f.Detail = problem.Quote(p.text) + " is a JSON pointer for its slash at the front, and looks inside the claim " + problem.Quote(p.key) + "; the claim's name is " + problem.Quote(whole)
		}
		f.Detail += "; the login fails"
		out = append(out, f)
	}
	for n := range r.bound {
		there(r.bound[n].at(), r.bound[n].place)
	}
	there("user_claim", r.user)
	if r.grouped {
		there("groups_claim", r.groups)
	}
	return out
}
