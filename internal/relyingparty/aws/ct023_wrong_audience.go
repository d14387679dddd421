package aws

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT023 in AWS's terms.

var _ = lint.Also("CT023", lint.On(wrongAudiences))

func wrongAudiences(a askedAudience) []lint.Finding {
	found := a.texts("CT023")
	for i := range found {
		found[i].Milder = found[i].Milder || len(found) < len(a.values) // another value has jobs get in
	}
	return found
}

// texts are the findings of one code about the condition's texts.
func (a askedAudience) texts(code lint.Code) []lint.Finding {
	var out []lint.Finding
	for i, sh := range a.shapes {
		if !sh.simple || sh.wild {
			continue
		}
		found := lint.Find(lint.Audiences{Issuer: a.view.issuer, Party: Party.Title, At: a.at, List: []string{sh.text}})
		if why := a.view.oddAudience(sh.text); why != "" {
			found = []lint.Finding{{Code: "CT023", At: a.at, Detail: "the audience is " + problem.Quote(a.values[i].text) + ", and " + why}}
		}
		out = append(out, slices.DeleteFunc(found, func(f lint.Finding) bool { return f.Code != code })...)
	}
	return out
}

// oddAudience says why tokens that AWS looks at do not have the audience.
func (v *view) oddAudience(text string) string {
	const sts, china = "sts.amazonaws.com", "sts.amazonaws.com.cn"
	plain := strings.TrimSuffix(strings.TrimPrefix(text, "https://"), "/")
	ids, known := v.doc.ClientIDs[v.provider.issuer]
	switch {
	case known && !slices.Contains(ids, text):
		return "the OIDC provider takes only " + problem.QuoteAll(ids)
	case plain != text && (plain == sts || plain == china):
		return "tokens for AWS have " + problem.Quote(plain) + " as it stands"
	case text == sts && v.issuer.OwnAudience() != "":
		return "tokens of " + v.issuer.Title() + " have " + v.issuer.OwnAudience() + " unless a job asks for another"
	case v.partition == "aws" && text == china:
		return "jobs ask for " + problem.Quote(sts) + " in this partition"
	}
	if i := slices.IndexFunc(ofIssuers().Audiences, func(w wrongAudience) bool { return w.matches(v, text) }); i >= 0 {
		return ofIssuers().Audiences[i].Says
	}
	return ""
}
