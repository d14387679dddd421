package azure

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT051.

var _ = lint.Add(lint.Rule{
	Code: "CT051", Title: "A mutable subject beside its immutable one",
	Severity: lint.Info, Class: lint.Fragile, Parties: []string{"azure"},
	Why:    "Both are needed while projects change over. Afterwards the one made of names admits whoever takes the names over.",
	Fix:    "Remove it when the project shows the immutable subject.",
	Source: "Microsoft Entra docs, mutable subjects",
	Check:  lint.On(pairs(mutableSubjects)),
})

func mutableSubjects(a, b reading, earlier bool) []lint.Finding {
	if a.flexible || earlier && strings.EqualFold(a.subject, b.subject) || !a.ci.Renewed(a.subject, b.subject) {
		return nil
	}
	return []lint.Finding{{At: a.at, Detail: problem.Quote(a.subject) + " is made of names, and " + b.name + " is about the same project by its ids"}}
}
