package lint

// This file is rule CT013.

var _ = Add(Rule{
	Code: "CT013", Title: "A claim that the job itself chooses",
	Severity: Warning, Class: Open,
	Why: "Whoever may write to the project sets it: an environment's name without protection, an actor, a workflow's name. As " +
		"the only thing that tells jobs apart it keeps nobody out.",
	Fix:    "Ask for the project and a protected ref as well.",
	Source: "GitHub docs, security hardening with OpenID Connect",
})
