package google

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT016.

var _ = lint.Add(lint.Rule{
	Code: "CT016", Title: "An escape that means something else",
	Severity: lint.Error, Class: lint.Never, Parties: []string{"google"},
	Why:    "In a CEL string `'\\b'` is a backspace and `'\\d'` does not compile; a regular expression's escapes must be doubled.",
	Fix:    "Write a raw string: `r'\\d'`, or `[0-9]`.",
	Source: "CEL language definition, string literals; CircleCI docs, example for Google Cloud",
	Check:  lint.On(expressions(oddEscapes)),
})

// oddEscapes finds escapes of string literals that are no part of a regular
// expression.
func oddEscapes(r *reading) []lint.Finding {
	var odd []string
	for _, e := range escapes(r.text) {
		if e.odd() && !slices.Contains(odd, e.text()) {
			odd = append(odd, e.text())
		}
	}
	if len(odd) == 0 {
		return nil
	}
	return []lint.Finding{r.found(false, "the string has "+problem.QuoteAll(odd)+", which CEL reads as one character before any regular expression does: "+strings.Join(meanings(odd), ", "))}
}
