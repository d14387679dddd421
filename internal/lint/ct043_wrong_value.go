package lint

// This file is rule CT043.

var _ = Add(Rule{
	Code: "CT043", Title: "A value that the claim never has",
	Severity: Error, Class: Never, Parties: []string{"google", "vault", "azure"},
	Why: "The claim looks otherwise in this platform's tokens, or is of another type: ids are strings, refs of GitHub are whole " +
		"and those of GitLab short, and no relying party converts a text to a number or bool.",
	Fix:    "Write the value as a job's token has it; the detail shows how it looks.",
	Source: "the platform's data; CEL language definition, equality; vault-plugin-auth-jwt claims.go",
})
