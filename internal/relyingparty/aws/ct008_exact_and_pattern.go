package aws

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT008.

var _ = lint.Add(lint.Rule{
	Code: "CT008", Title: "Exact and pattern conditions on one claim",
	Severity: lint.Warning, Class: lint.Fragile, Parties: []string{"aws"},
	Why:    "Both must hold, so the exact one decides and the pattern says nothing; people expect either to be enough.",
	Fix:    "Put the exact values into the pattern operator's list.",
	Source: "AWS IAM User Guide, conditions with multiple keys or values",
	Check:  lint.On(exactAndPattern),
})

func exactAndPattern(c textCondition) []lint.Finding {
	if c.family != like || c.negated {
		return nil
	}
	s, left := c.statement, maxCompared
	for j := range s.conditions {
		o := &s.conditions[j]
		if o.lower != c.lower || o.negated || o.family != equals && o.family != fold {
			continue
		}
		fits := o.family == fold || slices.ContainsFunc(s.shapes[j], func(exact shape) bool {
			return slices.ContainsFunc(s.shapes[c.i], func(p shape) bool {
				left--
				return left < 0 || !exact.simple || !p.simple || p.glob.match(exact.text)
			})
		})
		effect := "and no value of one fits the other, so the statement is about nobody"
		if fits {
			effect = "so the exact values decide and the patterns add none"
		}
		return finding(c.at, false, "both this and "+o.name+" must hold for the key, "+effect)
	}
	return nil
}
