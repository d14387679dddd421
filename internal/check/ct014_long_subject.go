package check

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT014.

var _ = lint.Add(lint.Rule{
	Code: "CT014", Title: "google.subject over 127 bytes",
	Severity: lint.Warning, Class: lint.Never, By: lint.Proof, Parties: []string{"google"},
	Why: "Google refuses tokens whose mapped subject is longer. The example is a job that gets in by the condition and is " +
		"refused for its length.",
	Fix:    "Map a short id: `google.subject = assertion.project_id`.",
	Source: "Google Cloud docs, workload identity federation, attribute mappings",
})
