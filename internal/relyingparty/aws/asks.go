package aws

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file judges texts by what the issuers' tokens hold, with the rules that all
// relying parties share.

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

// ofTexts are the findings about the texts of all statements.
func (r *review) ofTexts() []lint.Finding {
	var out []lint.Finding
	left := maxTexts
	for _, url := range r.issuers {
		var asks [2][]lint.Comparison // of Allow and Deny
		for _, s := range r.statements {
			for j := range s.views {
				v := &s.views[j]
				for k := range v.asks {
					a := &v.asks[k]
					if !s.allows[assume] || v.provider.issuer != url || a.audience(v) || len(asks[0])+len(asks[1]) >= 2*left {
						continue
					}
					n := 0
					if s.deny {
						n = 1
					}
					for _, c := range a.texts() {
						c.Deny = s.deny
						asks[n] = append(asks[n], c)
					}
				}
			}
		}
		for _, list := range asks {
			list = list[:min(len(list), left)]
			left -= len(list)
			out = append(out, oneFormat(lint.Find(lint.Comparisons{Issuer: r.issuer(url), List: list}))...)
		}
	}
	return out
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

// workflows are what is compared with claims that may name one.
func (v *view) workflows() []any {
	owned, ident := v.elsewhere() || v.owned(), false
	var asks []lint.Comparison
	for i := range v.asks {
		a := &v.asks[i]
		if !a.restricts() || !a.text() {
			continue
		}
		if a.claim == "sub" {
			ident = ident || owned && !slices.ContainsFunc(a.shapes, func(s shape) bool { return !strings.Contains(s.text, "@") })
		} else {
			ident = ident || v.issuer.IdentifiesTenantByID(a.claim)
		}
		if a.claim == "sub" || v.issuer.IsWorkflow(a.claim) {
			asks = append(asks, a.texts()...)
		}
	}
	if !v.issuer.HasWorkflow() {
		return nil
	}
	var out []any
	for _, ask := range asks {
		out = append(out, lint.Workflows{Issuer: v.issuer, List: []lint.Comparison{ask}, Tenant: owned, ByID: ident})
	}
	return out
}
