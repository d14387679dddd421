package check

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT003.

var _ = lint.Add(lint.Rule{
	Code: "CT003", Title: "A wildcard runs over a separator",
	Severity: lint.Error, Class: lint.Open, By: lint.Proof,
	Why: "A wildcard stands for any run of characters, separators too. A job whose branch, tag or environment holds the text " +
		"that the pattern wants further on passes, though its own part is another.",
	Fix: "Put the wildcard at the end only, ask for single claims instead of the subject where the relying party sees them, or " +
		"compile the document with this provider, which refuses such patterns.",
	Source: "CircleCI docs, OIDC tokens with custom claims: the recommended pattern",
})
