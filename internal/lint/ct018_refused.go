package lint

// This file is rule CT018.

var _ = Add(Rule{
	Code: "CT018", Title: "Refused when it is created",
	Severity: Error, Class: Rejected,
	Why: "The relying party checks documents for this issuer when they are written, and refuses this one.",
	Fix: "Add what it asks for.",
	Source: "AWS IAM User Guide, identity provider controls; Google Cloud docs, multi-tenant issuers; Vault role rules; Azure " +
		"federated credential rules",
})
