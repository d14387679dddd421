package aws

// Findings about texts on subjects and audiences.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// maxTexts bounds how many values are compared with a platform's grammar.
const maxTexts = 500

// texts are the values for the rules that all relying parties share. Those with a
// question mark or a policy variable, in any case, or with a * as written are not
// judged there.
func (a *asked) texts() []lint.Comparison {
	if !a.text() || a.family == fold || a.anything {
		return nil
	}
	var out []lint.Comparison
	for _, s := range a.shapes {
		if !s.simple || strings.Contains(s.text, oneByte) || strings.Contains(s.text, "*") {
			continue
		}
		ask := lint.Comparison{At: a.at, Claim: a.claim, Text: strings.ReplaceAll(s.text, starByte, "*"), Not: a.negated}
		if s.wild {
			ask.Operator = lint.Glob
		}
		out = append(out, ask)
	}
	return out
}

// subjects judges the texts of all statements by what the issuers' tokens hold.
// lacks what it lacks, whatever is allowed.
func (r *reviewer) subjects() {
	left := maxTexts
	for _, url := range r.Document.issuers {
		var asks [2][]lint.Comparison // of Allow and Deny
		for i := range r.statements {
			s := &r.statements[i]
			if !s.allows[assume] {
				continue
			}
			for j := range s.views {
				v := &s.views[j]
				if v.provider.issuer != url {
					continue
				}
				for k := range v.asks {
					if a := &v.asks[k]; !a.audience(v) && len(asks[0])+len(asks[1]) < 2*left {
						n := 0
						if s.deny {
							n = 1
						}
						for _, ask := range a.texts() {
							ask.Deny = s.deny
							asks[n] = append(asks[n], ask)
						}
					}
				}
			}
		}
		for _, list := range asks {
			list = list[:min(len(list), left)]
			left -= len(list)
			r.out = append(r.out, oneFormat(r.issuer(url).Texts(list))...)
		}
	}
}

// oneFormat keeps one finding for each list of subjects in one format: all its values
// tend to be in it.
func oneFormat(found []lint.Finding) []lint.Finding {
	more := map[string]int{}
	var out []lint.Finding
	for _, f := range found {
		if f.Code == "CT020" {
			if more[f.At]++; more[f.At] > 1 {
				continue
			}
		}
		out = append(out, f)
	}
	for i := range out {
		if n := more[out[i].At]; out[i].Code == "CT020" && n > 1 {
			out[i].Detail += "; the same is true of " + strconv.Itoa(n-1) + " more values"
		}
	}
	return out
}

// audiences is CT022 and CT023.
func (r *reviewer) audiences(s *statedRule) {
	if !s.allows[assume] {
		return
	}
	for i := range s.views {
		v := &s.views[i]
		asked := false
		for j := range v.asks {
			a := &v.asks[j]
			if a.audience(v) {
				asked = asked || a.restricts()
				if a.source == fromAudience && (a.family == equals || a.family == like) {
					r.audienceTexts(s, v, a)
				}
			}
		}
		if !asked && !s.deny && !v.closed {
			r.noAudience(s, v)
		}
	}
}

func (r *reviewer) noAudience(s *statedRule, v *sight) {
	issuer := v.provider.issuer
	ids, known := r.ClientIDs[issuer]
	switch {
	case builtIn[host(issuer)]:
		r.add("CT022", conditionsAt(s.rule), false, "tokens of "+problem.Quote(host(issuer))+" for every application get in")
	case !known:
		r.add("CT022", conditionsAt(s.rule), true, "whether tokens for somebody else get in depends on the client ids of the OIDC provider of "+problem.Quote(issuer)+", which this policy does not say")
	case len(ids) > 1:
		r.add("CT022", conditionsAt(s.rule), false, "the OIDC provider of "+problem.Quote(issuer)+" takes "+problem.QuoteAll(ids)+", and tokens for all of them get in")
	}
}

func (r *reviewer) audienceTexts(s *statedRule, v *sight, a *asked) {
	var found []lint.Finding
	for i, sh := range a.shapes {
		if !sh.simple || sh.wild {
			continue
		}
		text := a.values[i].text
		if why := r.oddAudience(v, sh.text); why != "" {
			found = append(found, lint.Finding{Code: "CT023", At: a.at, Detail: "the audience is " + problem.Quote(text) + ", and " + why})
			continue
		}
		for _, f := range v.issuer.Audiences("AWS", a.at, []string{sh.text}) {
			if f.Code == "CT023" || !s.deny && !a.negated {
				found = append(found, f)
			}
		}
	}
	never := 0
	for _, f := range found {
		if f.Code == "CT023" {
			never++
		}
	}
	for _, f := range found {
		if f.Code == "CT023" && never < len(a.values) {
			f.Milder = true // another value has jobs get in
		}
		r.out = append(r.out, f)
	}
}

// oddAudience says why tokens that AWS looks at do not have the audience.
func (r *reviewer) oddAudience(v *sight, text string) string {
	const sts, china = "sts.amazonaws.com", "sts.amazonaws.com.cn"
	plain := strings.TrimSuffix(strings.TrimPrefix(text, "https://"), "/")
	ids, known := r.ClientIDs[v.provider.issuer]
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
