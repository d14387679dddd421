package lint

// This file is rule CT026.

var _ = Add(Rule{
	Code: "CT026", Title: "Only what is refused is said",
	Severity: Error, Class: Open,
	Why:    "A negated condition admits everything else, and on AWS a missing key too.",
	Fix:    "Say who is meant.",
	Source: "AWS IAM User Guide, condition operators",
})
