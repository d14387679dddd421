package google

import (
	"fmt"
	"regexp"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
)

var resourceAudience = regexp.MustCompile(`^(?:https:)?//iam\.googleapis\.com/(projects/([^/]+)/.*)$`)

// audienceFindings are about the audiences that are allowed by hand.
func (d *Document) audienceFindings(issuer relyingparty.Issuer) []lint.Finding {
	var out []lint.Finding
	for i, a := range d.audiences {
		at := "allowed_audiences"
		if len(d.audiences) > 1 {
			at = fmt.Sprintf("allowed_audiences[%d]", i)
		}
		if found := issuer.Audiences("Google", at, []string{a}); len(found) > 0 {
			out = append(out, found...)
			continue
		}
		f := lint.Finding{Code: "CT023", At: at}
		p := resourceAudience.FindStringSubmatch(a)
		switch {
		case p == nil && issuer.Fixed():
			continue
		case p == nil:
			f.Code, f.Milder = "CT022", true
			f.Detail = "the audience " + problem.Quote(a) + " is not Google's own for this provider; if tokens with it are made for somebody else too, whoever is shown one can present it here"
		case !digits.MatchString(p[2]):
			f.Detail = "the audience " + problem.Quote(a) + " has the project's id, and tokens for Google have its number"
		case !providerName.MatchString(p[1]):
			f.Detail = "the audience " + problem.Quote(a) + " is nearly a provider's resource name and is none"
		case d.name != "" && p[1] != d.name:
			f.Code = "CT022"
			f.Detail = "the audience " + problem.Quote(a) + " is another provider's: whoever is shown a token for that one can present it here"
		default:
			continue
		}
		out = append(out, f)
	}
	return out
}
