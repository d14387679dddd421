package google

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT041.

var _ = lint.Add(lint.Rule{
	Code: "CT041", Title: "A member that strangers are too",
	Severity: lint.Warning, Class: lint.Open, Parties: []string{"google"},
	Why: "Principals belong to the pool, whoever admits them, and attributes such as `ref` or `actor` have the same values in " +
		"everybody's projects. With a condition that says whose jobs get in, this is only wider than it looks.",
	Fix:    "Grant to an attribute that only the meant jobs have, and say whose job it is in the condition.",
	Source: "Google Cloud docs, best practices for using workload identity federation",
})
