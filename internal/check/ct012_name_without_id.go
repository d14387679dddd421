package check

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT012.

var _ = lint.Add(lint.Rule{
	Code: "CT012", Title: "A name without the id behind it",
	Severity: lint.Warning, Class: lint.Fragile, By: lint.Proof,
	Why: "Names of organizations, groups and projects are given up and taken over; ids are not. The example has the names of the " +
		"document and another id.",
	Fix:    "Ask for the id too where the relying party sees it: `repository_owner_id`, `project_id`, `terraform_workspace_id`.",
	Source: "Astrix, Sub:jugation; AWS Health notice of May 2026 for GitLab; GitHub changelog 2026-04-23",
})
