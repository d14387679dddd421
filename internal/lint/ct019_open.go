package lint

// This file is rule CT019.

var _ = Add(Rule{
	Code: "CT019", Title: "Accepted when it is created, and open",
	Severity: Error, Class: Open, Parties: []string{"aws", "google"},
	Why:    "The relying party's own check asks only that some condition is there, and this one is; it restricts too little.",
	Fix:    "See the findings beside this one.",
	Source: "AWS IAM User Guide, identity provider controls for shared OIDC providers",
})
