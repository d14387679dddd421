package aws

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT005 in AWS's terms.

var _ = lint.Also("CT005", lint.On(literalPattern))

// literalPattern: only audiences, which are often URLs, may hold a ?.
func literalPattern(c textCondition) []lint.Finding {
	if c.family == like {
		return nil
	}
	marks := "*?"
	if strings.HasSuffix(c.lower, "aud") {
		marks = "*"
	}
	holds := func(w wanted) bool {
		return slices.ContainsFunc(w.parts, func(t part) bool { return t.key == "" && t.Kind == pattern.Lit && strings.ContainsAny(t.Text, marks) })
	}
	i := slices.IndexFunc(c.values, holds)
	if i < 0 {
		return nil
	}
	others := slices.ContainsFunc(c.values, func(w wanted) bool { return !holds(w) })
	effect := "it lets nobody in"
	switch {
	case c.statement.deny && c.negated:
		effect = "the Deny excepts nobody for it"
	case c.statement.deny:
		effect = "the Deny refuses nobody for it"
	case c.negated:
		effect = "it keeps nobody out"
	case c.of == forAll || c.ifExists:
		effect = "it lets in only tokens without the key, if any"
	}
	return finding(c.at, others && !c.negated && !c.statement.deny, problem.Quote(c.values[i].text)+" is compared as written under "+c.name+", so "+effect)
}
