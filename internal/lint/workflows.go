package lint

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file judges conditions on the reusable workflow that a job belongs to (CT029).

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

// Workflows finds reusable workflows that are pinned to a branch or tag, or for
// which nothing is asked of the repository that calls them. told says whether the
// document asks whose job it is, by whatever claim; by an id, when ident.
func (i Issuer) Workflows(asks []Comparison, told, ident bool) []Finding {
	var out []Finding
	for _, a := range asks {
		if a.Not || a.Type != "" {
			continue
		}
		text := a.Text
		w, ok := i.workflow(func(claim string) bool {
			return a.Claim == claim || a.Claim == "sub" && strings.Contains(a.Text, claim+":")
		})
		if !ok {
			continue
		}
		if a.Claim == "sub" {
			_, text, _ = strings.Cut(a.Text, w.Claim+":")
			told = told && !strings.HasPrefix(a.Text, w.Claim+":")
		}
		f := Finding{Code: "CT029", At: a.At, Milder: told && ident}
		switch {
		case !told:
			f.Milder = false
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
