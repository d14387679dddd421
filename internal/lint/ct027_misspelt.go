package lint

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT027.

var _ = Add(Rule{
	Code: "CT027", Title: "Case or spelling differs from what tokens have",
	Severity: Warning, Class: Fragile,
	Why: "Texts are compared with their case; issuers without a slash at the end. `:pull-request` is never minted by GitHub, `:` " +
		"in a name is `%3A` in its subjects, `ref_type:mr` does not exist at GitLab.",
	Fix:    "Write it as tokens have it.",
	Source: "Microsoft Entra docs; GitHub docs; GitLab docs",
	Check:  On(typos),
})

func typos(c Comparisons) []Finding {
	var out []Finding
	for _, a := range c.List {
		if detail := c.Issuer.typo(a); detail != "" {
			out = append(out, Finding{At: a.At, Detail: detail})
		}
	}
	return out
}

// typo says that a text is nearly one of tokens; it is empty where it is not.
func (i Issuer) typo(a Comparison) string {
	if i.platform == nil || a.Type != "" {
		return ""
	}
	text := a.Text
	if a.Operator == Regexp {
		text = strings.TrimRight(strings.TrimLeft(text, "^("), "$)")
	}
	if t, ok := i.platform.Typo(a.Claim, text); ok {
		return problem.Quote(a.Text) + " is in no token: " + t.Says
	}
	if a.Claim != "sub" {
		return ""
	}
	if written, word, ok := i.platform.WrongCase(text); ok {
		return problem.Quote(a.Text) + " has " + problem.Quote(written) + " where tokens have " + problem.Quote(word) + ", and texts are compared with their case"
	}
	if component, escaped, ok := i.platform.Unescaped(text); ok {
		return problem.Quote(a.Text) + " has a colon in the value of " + component + ", for which subjects of " + i.Title() + " have " + escaped
	}
	return ""
}

// aksIssuers are hosts of Azure Kubernetes Service, whose issuers do end with a
// slash (Microsoft docs, AKS OIDC issuer).
const aksIssuers = ".oic.prod-aks.azure.com"

var _ = Also("CT027", On(misspeltIssuer))

// misspeltIssuer is about a slash at the end of an issuer, which no platform's tokens
// have, about spaces around it and capitals in it.
func misspeltIssuer(t TrustedIssuer) []Finding {
	url, host, detail := t.Issuer.URL, hostOf(t.Issuer.URL), ""
	switch {
	case strings.TrimSpace(url) != url:
		detail = "has spaces around it"
	case strings.HasSuffix(url, "/") && !strings.HasSuffix(host, aksIssuers):
		detail = "ends with a slash; the tokens of CI platforms have none"
	case strings.ToLower(host) != host:
		detail = "has capitals in its host"
	default:
		return nil
	}
	return []Finding{{At: t.At, Milder: t.Milder, Detail: "the issuer " + problem.Quote(url) + " " + detail + ", and issuers are compared as written"}}
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
