package lint

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file finds texts that are nearly those of tokens (CT027).

// typo finds what is nearly a token's text.
func (i Issuer) typo(a Comparison) (Finding, bool) {
	f := Finding{Code: "CT027", At: a.At}
	if i.platform == nil || a.Type != "" {
		return f, false
	}
	text := a.Text
	if a.Operator == Regexp {
		text = strings.TrimRight(strings.TrimLeft(text, "^("), "$)")
	}
	if t, ok := i.platform.Typo(a.Claim, text); ok {
		f.Detail = problem.Quote(a.Text) + " is in no token: " + t.Says
		return f, true
	}
	if a.Claim != "sub" {
		return f, false
	}
	if written, word, ok := i.platform.WrongCase(text); ok {
		f.Detail = problem.Quote(a.Text) + " has " + problem.Quote(written) + " where tokens have " + problem.Quote(word) + ", and texts are compared with their case"
		return f, true
	}
	if component, spelled, ok := i.platform.Unescaped(text); ok {
		f.Detail = problem.Quote(a.Text) + " has a colon in the value of " + component + ", for which subjects of " + i.Title() + " have " + spelled
		return f, true
	}
	return f, false
}

// aksIssuers are hosts of Azure Kubernetes Service, whose issuers do end with a
// slash (Microsoft docs, AKS OIDC issuer).
const aksIssuers = ".oic.prod-aks.azure.com"

// Slash is about a slash at the end of an issuer, which no platform's tokens
// have, and spaces around it.
func (i Issuer) Slash(at string) (Finding, bool) {
	f := Finding{Code: "CT027", At: at}
	switch {
	case strings.TrimSpace(i.URL) != i.URL:
		f.Detail = "the issuer " + problem.Quote(i.URL) + " has spaces around it, and issuers are compared as written"
	case strings.HasSuffix(i.URL, "/") && !strings.HasSuffix(hostOf(i.URL), aksIssuers):
		f.Detail = "the issuer " + problem.Quote(i.URL) + " ends with a slash; the tokens of CI platforms have none, and issuers are compared as written"
	case strings.ToLower(hostOf(i.URL)) != hostOf(i.URL):
		f.Detail = "the issuer " + problem.Quote(i.URL) + " has capitals in its host, and issuers are compared as written"
	}
	return f, f.Detail != ""
}

// hostOf is a URL's scheme and host.
func hostOf(url string) string {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}
