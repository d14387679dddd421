package lint

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT023.

var _ = Add(Rule{
	Code: "CT023", Title: "An audience that no token has",
	Severity: Warning, Class: Never,
	Why:    "Audiences are compared as written; a slash at the end, another case or another cloud's value never matches.",
	Fix:    "Write it as the job's token has it.",
	Source: "Microsoft Entra docs; AWS IAM User Guide",
	Check:  On(wrongAudiences),
})

func wrongAudiences(as Audiences) []Finding {
	var out []Finding
	as.each(func(at, a string) {
		if detail := as.Issuer.noAudience(a); detail != "" {
			out = append(out, Finding{At: at, Detail: detail})
		}
	})
	return out
}

// noAudience says why tokens do not have an audience; it is empty where they may.
func (i Issuer) noAudience(a string) string {
	own := ""
	if i.platform != nil {
		own = i.platform.DefaultAudience(i.settings)
	}
	if i.platform != nil && i.platform.Issuer.Audience.Kind == "fixed" {
		if a == own {
			return ""
		}
		return "the audience is " + problem.Quote(a) + ", and every token of " + i.Title() + " has " + problem.Quote(own)
	}
	if strings.TrimSpace(a) != a {
		return "the audience " + problem.Quote(a) + " has spaces around it, and is compared as written"
	}
	nearly := func(a, known string) bool { return a != known && strings.EqualFold(strings.TrimRight(a, "/"), known) }
	_, known := ownerOf(a, nearly)
	if known == "" && own != "" && nearly(a, own) {
		known = own
	}
	if known == "" {
		return ""
	}
	return "the audience " + problem.Quote(a) + " is nearly " + problem.Quote(known) + ", and audiences are compared as written"
}
