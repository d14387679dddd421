package google

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT040.

var _ = lint.Add(lint.Rule{
	Code: "CT040", Title: "A glob where a regular expression is wanted",
	Severity: lint.Warning, Class: lint.Never, Parties: []string{"google"},
	Why: "In a regular expression `*` repeats the character before it: `repo:my-org/*` is `repo:my-org` with any number of " +
		"slashes behind it.",
	Fix:    "Write `startsWith('repo:my-org/')`, or `.*` in an anchored expression.",
	Source: "RE2 syntax; CEL language definition, matches",
	Check:  lint.On(expressions(globs)),
})

func globs(r *reading) []lint.Finding {
	var out []lint.Finding
	for _, text := range r.regexps {
		if readExpression(text).glob {
			out = append(out, r.found(false, problem.Quote(text)+" looks like a glob; in a regular expression * repeats the character before it, and is not any text"))
		}
	}
	return out
}
