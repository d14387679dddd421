package lint

// This file is rule CT020.

var _ = Add(Rule{
	Code: "CT020", Title: "Only one of GitHub's two subject formats",
	Severity: Warning, Class: Fragile,
	Why: "New repositories, and old ones that opted in, have ids in their subjects (`repo:octo@1234/app@5678:…`). A condition on " +
		"one format locks the other out, and a loose one to bridge them opens the door.",
	Fix:    "List both formats, or ask for `repository_id` and `repository_owner_id` where the relying party sees them.",
	Source: "GitHub changelog 2026-04-23",
})
