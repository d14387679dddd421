package aws

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT023 in AWS's terms.

var _ = lint.Also("CT023", eachAudience(wrongAudiences))

func wrongAudiences(s *statedRule, v *view, a *asked, out *findings) {
	found := s.audienceTexts("CT023", v, a)
	for _, f := range found {
		f.Milder = f.Milder || len(found) < len(a.values) // another value has jobs get in
		*out = append(*out, f)
	}
}

// eachAudience runs a check on every condition with texts for the audience.
func eachAudience(check func(s *statedRule, v *view, a *asked, out *findings)) lint.Check {
	return eachView(func(s *statedRule, v *view, out *findings) {
		for i := range v.asks {
			if a := &v.asks[i]; s.allows[assume] && a.source == fromAudience && (a.family == equals || a.family == like) {
				check(s, v, a, out)
			}
		}
	})
}

// audienceTexts are the findings of one code about a condition's texts.
func (s *statedRule) audienceTexts(code lint.Code, v *view, a *asked) []lint.Finding {
	var out []lint.Finding
	for i, sh := range a.shapes {
		if !sh.simple || sh.wild {
			continue
		}
		found := lint.Find(lint.Audiences{Issuer: v.issuer, Party: Party.Title, At: a.at, List: []string{sh.text}})
		if why := s.oddAudience(v, sh.text); why != "" {
			found = []lint.Finding{{Code: "CT023", At: a.at, Detail: "the audience is " + problem.Quote(a.values[i].text) + ", and " + why}}
		}
		out = append(out, slices.DeleteFunc(found, func(f lint.Finding) bool { return f.Code != code })...)
	}
	return out
}

// oddAudience says why tokens that AWS looks at do not have the audience.
func (s *statedRule) oddAudience(v *view, text string) string {
	const sts, china = "sts.amazonaws.com", "sts.amazonaws.com.cn"
	plain := strings.TrimSuffix(strings.TrimPrefix(text, "https://"), "/")
	ids, known := s.doc.ClientIDs[v.provider.issuer]
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
