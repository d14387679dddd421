package lint

// This file is rule CT007.

var _ = Add(Rule{
	Code: "CT007", Title: "A key or claim that is never there",
	Severity: Error, Class: Never,
	Why: "The relying party does not show this claim of this issuer, or the platform never mints it. Positive conditions on it " +
		"never hold; negated ones and those that hold for a missing key always do.",
	Fix:    "Ask for a claim that the relying party sees; the platforms guide lists them.",
	Source: "AWS IAM User Guide, available keys for OIDC federation",
})
