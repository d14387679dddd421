package lint

// This file is rule CT027.

var _ = Add(Rule{
	Code: "CT027", Title: "Case or spelling differs from what tokens have",
	Severity: Warning, Class: Fragile,
	Why: "Texts are compared with their case; issuers without a slash at the end. `:pull-request` is never minted by GitHub, `:` " +
		"in a name is `%3A` in its subjects, `ref_type:mr` does not exist at GitLab.",
	Fix:    "Write it as tokens have it.",
	Source: "Microsoft Entra docs; GitHub docs; GitLab docs",
})
