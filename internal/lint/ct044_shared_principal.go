package lint

// This file is rule CT044.

var _ = Add(Rule{
	Code: "CT044", Title: "Different jobs become one principal",
	Severity: Warning, Class: Fragile, Parties: []string{"google", "vault"},
	Why:    "What names the principal is the same for jobs of different projects, so that grants and logs cannot tell them apart.",
	Fix:    "Name it by an immutable id, such as the project's, or by the whole subject.",
	Source: "Google Cloud docs, best practices for using workload identity federation; Vault docs, JWT auth method",
})
