package check

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// This file is rule CT012.

var _ = lint.Add(lint.Rule{
	Code: "CT012", Title: "A name without the id behind it",
	Severity: lint.Warning, Class: lint.Fragile, By: lint.Proof,
	Why: "Names of organizations, groups and projects are given up and taken over; ids are not. The example has the names of the " +
		"document and another id.",
	Fix:    "Ask for the id too where the relying party sees it: `repository_owner_id`, `project_id`, `terraform_workspace_id`.",
	Source: "Astrix, Sub:jugation; AWS Health notice of May 2026 for GitLab; GitHub changelog 2026-04-23",
	Check:  lint.On(namesAlone),
})

// namesAlone asks whether the names are all that is asked for: who takes them over
// has another id.
func namesAlone(a *audit) []lint.Finding {
	t := a.platform.Issuer.Tenant
	if !a.shared() || a.some == nil || a.stranger != nil || len(a.pinned) > 0 {
		return nil
	}
	name, id := text(a.some.Claims, t.Name), text(a.some.Claims, t.ID)
	if name == "" || id == "" {
		return nil
	}
	e, answer, _ := a.find(proof.And(is(t.Name, name), proof.Present(t.ID), proof.Not(is(t.ID, id))))
	if answer != proof.Yes {
		return nil
	}
	return a.with(e, problem.Quote(name)+" gets in with the "+t.ID+" "+problem.Quote(id)+" and with "+problem.Quote(text(e.Claims, t.ID)))
}
