package lint

// This file is rule CT029.

var _ = Add(Rule{
	Code: "CT029", Title: "A mutable workflow reference",
	Severity: Warning, Class: Fragile,
	Why: "`job_workflow_ref` at a branch or tag is what that branch holds today; without the calling repository, anybody's job " +
		"may call the workflow.",
	Fix:    "Pin a commit, and ask for `repository_id` or `repository_owner_id` as well.",
	Source: "GitHub docs, using OpenID Connect with reusable workflows",
})
