package lint

// This file is rule CT022.

var _ = Add(Rule{
	Code: "CT022", Title: "No audience is asked for",
	Severity: Warning, Class: Open, Parties: []string{"aws", "google", "vault"},
	Why:    "A token that a job presents to somebody else can be presented here.",
	Fix:    "Ask for the audience that only this relying party's tokens have.",
	Source: "RFC 8725 section 3.9",
})
