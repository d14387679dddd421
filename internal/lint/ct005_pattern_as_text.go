package lint

// This file is rule CT005.

var _ = Add(Rule{
	Code: "CT005", Title: "A pattern where texts are compared as written",
	Severity: Error, Class: Never,
	Why: "`*` and `?` are ordinary characters here, and no platform mints a token that holds them. The condition never holds.",
	Fix: "Use the pattern operator: `StringLike` at AWS, `bound_claims_type = \"glob\"` in Vault, `startsWith` or `extract` in " +
		"CEL, a flexible credential in Azure.",
	Source: "Access Analyzer WILDCARD_WITHOUT_LIKE_OPERATOR",
})
