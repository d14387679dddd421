package google

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file reads the IAM members of a pool.

func readMembers(v any) ([]string, error) {
	list, ok := v.([]any)
	if !ok && v != nil {
		return nil, errors.New("members must be a list of strings")
	}
	var out []string
	for i, e := range list {
		s, ok := e.(string)
		if !ok {
			return nil, fmt.Errorf("members[%d] must be a string", i)
		}
		out = append(out, s)
	}
	return out, nil
}

// others are members of IAM that have nothing to do with pools.
var others = []string{"user:", "serviceAccount:", "group:", "domain:", "deleted:", "projectOwner:", "projectEditor:", "projectViewer:", "allUsers", "allAuthenticatedUsers"}

var poolMember = regexp.MustCompile(`^(principal|principalSet)://iam\.googleapis\.com/projects/([^/]+)/locations/([^/]+)/workloadIdentityPools/([^/]+)/(.*)$`)

// A member is an IAM member, taken apart; all but its text and place are empty where
// it is none of a pool.
type member struct {
	text, at, kind, project, location, pool, rest string
}

// poolMembers are the members that mean to be of a pool.
func (d *Document) poolMembers() []member {
	var out []member
	for i, text := range d.members {
		if slices.ContainsFunc(others, func(p string) bool { return strings.HasPrefix(text, p) }) {
			continue
		}
		m := member{text: text, at: fmt.Sprintf("members[%d]", i)}
		if p := poolMember.FindStringSubmatch(text); p != nil {
			m.kind, m.project, m.location, m.pool, m.rest = p[1], p[2], p[3], p[4], p[5]
		}
		out = append(out, m)
	}
	return out
}

// memberTexts are the values of attributes that are claims as they are.
func (r *review) memberTexts() []lint.Comparison {
	var out []lint.Comparison
	for _, m := range r.poolMembers() {
		idle, _ := r.idle(m)
		if wide, _ := r.wide(m); idle != "" || wide != "" {
			continue
		}
		kind, value, _ := strings.Cut(m.rest, "/")
		c := r.Document.subject
		if name, ok := strings.CutPrefix(kind, attributePrefix); ok {
			c, _ = r.mapped(name)
		} else if kind != "subject" {
			continue
		}
		if name, ok := claimOf(c.checked.NativeRep().Expr()); ok {
			out = append(out, lint.Comparison{At: m.at, Claim: name, Text: value})
		}
	}
	return out
}
