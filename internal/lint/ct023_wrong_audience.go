package lint

// This file is rule CT023.

var _ = Add(Rule{
	Code: "CT023", Title: "An audience that no token has",
	Severity: Warning, Class: Never,
	Why:    "Audiences are compared as written; a slash at the end, another case or another cloud's value never matches.",
	Fix:    "Write it as the job's token has it.",
	Source: "Microsoft Entra docs; AWS IAM User Guide",
})
