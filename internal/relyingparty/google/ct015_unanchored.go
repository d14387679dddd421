package google

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT015.

var _ = lint.Add(lint.Rule{
	Code: "CT015", Title: "A regular expression that is not anchored",
	Severity: lint.Error, Class: lint.Open, Parties: []string{"google"},
	Why:    "`matches` looks for the expression anywhere in the text. What stands before and behind it is anything.",
	Fix:    "Begin it with `^` and end it with `$`, and write a dot as `[.]`.",
	Source: "CEL language definition, matches",
	Check:  lint.On(expressions(unanchored)),
})

func unanchored(r *reading) []lint.Finding {
	var out []lint.Finding
	for _, text := range r.regexps {
		x, quoted := readExpression(text), problem.Quote(text)
		switch {
		case !x.begins:
			out = append(out, r.found(false, quoted+" is looked for anywhere: what stands before it is anything"))
		case !x.ends && !strings.HasSuffix(x.last, ":") && !strings.HasSuffix(x.last, "/"):
			out = append(out, r.found(true, quoted+" has no end: a longer text that begins so matches too"))
		}
		if x.dot {
			out = append(out, r.found(true, quoted+" has a dot that is not escaped, which is any character"))
		}
	}
	return out
}
