package lint

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT029.

var _ = Add(Rule{
	Code: "CT029", Title: "A mutable workflow reference",
	Severity: Warning, Class: Fragile,
	Why: "`job_workflow_ref` at a branch or tag is what that branch holds today; without the calling repository, anybody's job " +
		"may call the workflow.",
	Fix:    "Pin a commit, and ask for `repository_id` or `repository_owner_id` as well.",
	Source: "GitHub docs, using OpenID Connect with reusable workflows",
	Check:  On(mutableWorkflows),
})

// HasWorkflow reports whether the issuer's tokens name a job's reusable workflow.
func (i Issuer) HasWorkflow() bool { return i.platform != nil && i.platform.Workflow.Claim != "" }

// workflow finds what is known of a claim that names a workflow: the platform's, or, of
// an issuer whose tokens have none, what such a claim is elsewhere.
func (i Issuer) workflow(is func(claim string) bool) (platform.Workflow, bool) {
	for _, p := range platform.All() {
		if w := p.Workflow; w.Claim != "" && (!i.HasWorkflow() || p == i.platform) && is(w.Claim) {
			return w, true
		}
	}
	return platform.Workflow{}, false
}

// IsWorkflow reports whether the claim names the job's reusable workflow.
func (i Issuer) IsWorkflow(claim string) bool {
	_, ok := i.workflow(func(known string) bool { return known == claim })
	return ok
}

// mutableWorkflows finds reusable workflows that are pinned to a branch or tag, or for
// which nothing is asked of the repository that calls them.
func mutableWorkflows(ws Workflows) []Finding {
	var out []Finding
	tenant := ws.Tenant
	for _, a := range ws.List {
		if a.Not || a.Type != "" {
			continue
		}
		text := a.Text
		w, ok := ws.Issuer.workflow(func(claim string) bool {
			return a.Claim == claim || a.Claim == "sub" && strings.Contains(a.Text, claim+":")
		})
		if !ok {
			continue
		}
		if a.Claim == "sub" {
			_, text, _ = strings.Cut(a.Text, w.Claim+":")
			tenant = tenant && !strings.HasPrefix(a.Text, w.Claim+":")
		}
		f := Finding{At: a.At, Milder: tenant && ws.ByID}
		switch {
		case !tenant:
			f.Detail = "the workflow " + problem.Quote(text) + " is asked for, and no repository that calls it: whoever may call it gets in"
		case !w.Lasts(strings.TrimRight(text, "$")):
			f.Detail = "the workflow " + problem.Quote(text) + " is at a branch or tag, whose holder decides what it does"
		default:
			continue
		}
		out = append(out, f)
	}
	return out
}
