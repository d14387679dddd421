package google

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
)

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

// A member is an IAM member of a pool, taken apart.
type member struct {
	text, kind, project, location, pool, rest string
}

func readMember(text string) (member, bool) {
	p := poolMember.FindStringSubmatch(text)
	if p == nil {
		return member{text: text}, false
	}
	return member{text, p[1], p[2], p[3], p[4], p[5]}, true
}

// memberFindings are about whom the pool's roles are granted to.
func (d *Document) memberFindings(issuer relyingparty.Issuer) []lint.Finding {
	if len(d.members) == 0 {
		return nil
	}
	var out []lint.Finding
	pinned, _ := d.pinned(issuer)
	tells := slices.ContainsFunc(pinned, issuer.Tells)
	for i, text := range d.members {
		if slices.ContainsFunc(others, func(p string) bool { return strings.HasPrefix(text, p) }) {
			continue
		}
		f := lint.Finding{Code: "CT025", At: fmt.Sprintf("members[%d]", i)}
		m, ok := readMember(text)
		if !ok {
			f.Detail = problem.Quote(text) + " is no member of a workload identity pool"
			out = append(out, f)
			continue
		}
		f.Detail, f.Milder = d.nobody(m)
		if f.Detail == "" {
			var open bool
			if f.Detail, open = d.loosely(m, issuer, tells); f.Detail != "" {
				f.Code, f.Milder = "CT041", !open
			}
		}
		if f.Detail != "" {
			out = append(out, f)
			continue
		}
		out = append(out, d.memberText(f.At, m, issuer)...)
	}
	return out
}

var digits = regexp.MustCompile(`^[0-9]+$`)

// nobody says why a member matches nobody; milder, that it is another pool's.
func (d *Document) nobody(m member) (reason string, milder bool) {
	switch {
	case !digits.MatchString(m.project):
		return "it has " + problem.Quote(m.project) + " where the project's number stands in principals; the id matches nobody", false
	case m.location != "global":
		return "workload identity pools are in the location global, not " + problem.Quote(m.location), false
	}
	if d.name != "" {
		own := strings.Split(d.name, "/")
		if m.project != own[1] || m.pool != own[5] {
			return "it is of the pool " + problem.Quote("projects/"+m.project+"/…/"+m.pool) + ", and the provider is in " + problem.Quote("projects/"+own[1]+"/…/"+own[5]), true
		}
	}
	kind, value, _ := strings.Cut(m.rest, "/")
	single := kind == "subject"
	switch {
	case m.rest == "*":
		if m.kind == "principal" {
			return "everybody in the pool is a principalSet, not a principal", false
		}
		return "", false
	case kind != "subject" && kind != "group" && !strings.HasPrefix(kind, attributePrefix):
		return problem.Quote(m.rest) + " is none of subject/…, group/…, attribute.NAME/… and *", false
	case single != (m.kind == "principal"):
		return "a subject is a principal, and groups and attributes are a principalSet", false
	case value == "":
		return problem.Quote(kind) + " has no value", false
	case strings.Contains(value, "*"):
		return "the value " + problem.Quote(value) + " holds *, which is an ordinary character there", false
	case strings.Contains(value, "/"+attributePrefix):
		return problem.Quote(value) + " is one literal value; attributes cannot be put in a row", false
	case single && len(value) > maxSubject:
		return fmt.Sprintf("the subject has %d bytes, and google.subject at most %d", len(value), maxSubject), false
	case kind == "group" && d.groups == nil:
		return "google.groups is not mapped", false
	case strings.HasPrefix(kind, attributePrefix):
		if _, ok := d.mapped(strings.TrimPrefix(kind, attributePrefix)); !ok {
			return problem.Quote(kind) + " is not mapped", false
		}
	}
	return "", false
}

// loosely says that a member is more people than it seems; open, that strangers
// are among them.
func (d *Document) loosely(m member, issuer relyingparty.Issuer, tells bool) (reason string, open bool) {
	if m.rest == "*" {
		return "everybody whom any provider of the pool admits", !tells
	}
	name, ok := strings.CutPrefix(m.rest, attributePrefix)
	if !ok {
		return "", false
	}
	name, value, _ := strings.Cut(name, "/")
	c, _ := d.mapped(name)
	if tells || !issuer.Known() || len(c.claims) == 0 || slices.ContainsFunc(c.claims, issuer.Tells) {
		return "", false
	}
	return "attribute." + name + " comes from " + strings.Join(c.claims, ", ") + " alone, which says nothing of whose job it is, and neither does the condition: strangers have the value " + problem.Quote(value) + " too", true
}

// memberText judges the value of an attribute that is a claim as it is.
func (d *Document) memberText(at string, m member, issuer relyingparty.Issuer) []lint.Finding {
	kind, value, _ := strings.Cut(m.rest, "/")
	c := d.subject
	if name, ok := strings.CutPrefix(kind, attributePrefix); ok {
		c, _ = d.mapped(name)
	} else if kind != "subject" {
		return nil
	}
	name, ok := claimOf(c.checked.NativeRep().Expr())
	if !ok {
		return nil
	}
	return issuer.Texts([]relyingparty.Ask{{At: at, Claim: name, Text: value}})
}
