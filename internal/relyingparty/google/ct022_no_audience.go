package google

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT022 in Google's terms.

var _ = lint.Also("CT022", lint.On(sharedAudiences))

func sharedAudiences(r *review) []lint.Finding {
	var out []lint.Finding
	for _, a := range r.ownAudiences() {
		switch {
		case a.provider == "" && r.issuer.Fixed():
		case a.provider == "":
			out = append(out, lint.Finding{At: a.at, Milder: true, Detail: "the audience " + problem.Quote(a.text) + " is not Google's own for this provider; if tokens with it are made for somebody else too, whoever is shown one can present it here"})
		case digits.MatchString(a.project) && providerName.MatchString(a.provider) && r.name != "" && a.provider != r.name:
			out = append(out, lint.Finding{At: a.at, Detail: "the audience " + problem.Quote(a.text) + " is another provider's: whoever is shown a token for that one can present it here"})
		}
	}
	return out
}
