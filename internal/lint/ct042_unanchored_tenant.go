package lint

// This file is rule CT042.

var _ = Add(Rule{
	Code: "CT042", Title: "Whose job it is stands anywhere in the text",
	Severity: Warning, Class: Open, Parties: []string{"google"},
	Why: "`contains` and `endsWith` hold whatever stands before the text, such as somebody else's organization, and so does an " +
		"expression without `^`.",
	Fix:    "Compare the whole claim, or its beginning up to a separator: `startsWith('repo:my-org/my-repo:')`.",
	Source: "CEL language definition, standard functions",
})
