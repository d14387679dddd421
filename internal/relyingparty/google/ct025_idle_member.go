package google

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT025.

var _ = lint.Add(lint.Rule{
	Code: "CT025", Title: "A member that matches nobody",
	Severity: lint.Error, Class: lint.Never, Parties: []string{"google"},
	Why: "A principal set is one attribute with one whole value of the pool's number: `*` inside a value, two attributes in a " +
		"row, a project's id instead of its number, and attributes that are not mapped match nobody.",
	Fix:    "`principalSet://iam.googleapis.com/projects/NUMBER/locations/global/workloadIdentityPools/POOL/attribute.NAME/VALUE`",
	Source: "Google Cloud docs, principal identifiers",
	Check:  lint.On(idleMembers),
})

func idleMembers(r *review) []lint.Finding {
	var out []lint.Finding
	for _, m := range r.poolMembers() {
		if reason, milder := r.idle(m); reason != "" {
			out = append(out, lint.Finding{At: m.at, Detail: reason, Milder: milder})
		}
	}
	return out
}

var digits = regexp.MustCompile(`^[0-9]+$`)

// idle says why a member matches nobody; milder, that it is another pool's.
func (d *Document) idle(m member) (reason string, milder bool) {
	switch {
	case m.kind == "":
		return problem.Quote(m.text) + " is no member of a workload identity pool", false
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
