package lint

// The audiences of jobs, and whether a relying party takes them.

import (
	"fmt"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// parties are audiences that belong to a relying party by convention.
var parties = map[string]string{
	"sts.amazonaws.com":               "AWS",
	"aws.workload.identity":           "AWS",
	"gcp.workload.identity":           "Google",
	"api://AzureADTokenExchange":      "Azure",
	"api://AzureADTokenExchangeUSGov": "Azure",
	"api://AzureADTokenExchangeChina": "Azure",
	"vault.workload.identity":         "Vault",
	"sigstore":                        "Sigstore",
	"pypi":                            "PyPI",
}

// Audiences judges the audiences that a document of the party asks for: those
// that no token has, and those that tokens for somebody else have.
func (i Issuer) Audiences(party, at string, audiences []string) []Finding {
	var out []Finding
	for n, a := range audiences {
		place := fmt.Sprintf("%s[%d]", at, n)
		if len(audiences) == 1 {
			place = at
		}
		if f, ok := i.noAudience(a); ok {
			f.At = place
			out = append(out, f)
			continue
		}
		owner, known := parties[a]
		switch {
		case known && owner != party:
			out = append(out, Finding{Code: "CT022", At: place, Detail: "the audience " + problem.Quote(a) + " is that of tokens for " + owner + ": whoever is shown one can present it here"})
		case i.platform != nil && i.platform.Issuer.Audience.Kind == "default" && a == i.platform.DefaultAudience(i.settings):
			out = append(out, Finding{Code: "CT022", At: place, Milder: true, Detail: "the audience " + problem.Quote(a) + " is what " + i.Title() + " gives to every token that asks for no other: whoever is shown one can present it here"})
		}
	}
	return out
}

// noAudience finds an audience that tokens do not have.
func (i Issuer) noAudience(a string) (Finding, bool) {
	f := Finding{Code: "CT023"}
	if i.platform != nil && i.platform.Issuer.Audience.Kind == "fixed" {
		if want := i.platform.DefaultAudience(i.settings); a != want {
			f.Detail = "the audience is " + problem.Quote(a) + ", and every token of " + i.Title() + " has " + problem.Quote(want)
			return f, true
		}
		return f, false
	}
	if strings.TrimSpace(a) != a {
		f.Detail = "the audience " + problem.Quote(a) + " has spaces around it, and is compared as written"
		return f, true
	}
	known := []string{}
	for name := range parties {
		known = append(known, name)
	}
	if i.platform != nil {
		if own := i.platform.DefaultAudience(i.settings); own != "" {
			known = append(known, own)
		}
	}
	for _, k := range known {
		if a != k && strings.EqualFold(strings.TrimRight(a, "/"), k) {
			f.Detail = "the audience " + problem.Quote(a) + " is nearly " + problem.Quote(k) + ", and audiences are compared as written"
			return f, true
		}
	}
	return f, false
}
