package lint

// This file is rule CT049.

var _ = Add(Rule{
	Code: "CT049", Title: "The claim that names the principal may be missing",
	Severity: Warning, Class: Never, Parties: []string{"google", "vault"},
	Why:    "A token without it is refused, whatever else the document says; Vault refuses an empty one too.",
	Fix:    "Name the principal by a claim that every token has, such as the project's id.",
	Source: "Google Cloud docs, attribute mappings; vault-plugin-auth-jwt path_login.go",
})
