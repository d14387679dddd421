package azure

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT051.

var _ = lint.Add(lint.Rule{
	Code: "CT051", Title: "A mutable subject beside its immutable one",
	Severity: lint.Info, Class: lint.Fragile, Parties: []string{"azure"},
	Why:    "Both are needed while projects change over. Afterwards the one made of names admits whoever takes the names over.",
	Fix:    "Remove it when the project shows the immutable subject.",
	Source: "Microsoft Entra docs, mutable subjects",
})
