package google

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT023 in Google's terms.

var _ = lint.Also("CT023", lint.On(brokenAudiences))

func brokenAudiences(r *review) []lint.Finding {
	var out []lint.Finding
	for _, a := range r.ownAudiences() {
		switch {
		case a.provider == "":
		case !digits.MatchString(a.project):
			out = append(out, lint.Finding{At: a.at, Detail: "the audience " + problem.Quote(a.text) + " has the project's id, and tokens for Google have its number"})
		case !providerName.MatchString(a.provider):
			out = append(out, lint.Finding{At: a.at, Detail: "the audience " + problem.Quote(a.text) + " is nearly a provider's resource name and is none"})
		}
	}
	return out
}
