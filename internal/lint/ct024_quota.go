package lint

// This file is rule CT024.

var _ = Add(Rule{
	Code: "CT024", Title: "Over a quota",
	Severity: Error, Class: Rejected,
	Why:    "The document is longer, or has more parts, than the relying party takes.",
	Fix:    "Use patterns or several documents.",
	Source: "AWS IAM quotas; Google Cloud IAM quotas; Microsoft Entra limits",
})
