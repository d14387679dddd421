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

func exactAndPattern(r *review) []lint.Finding {
	var out findings
	left := maxCompared
	for _, s := range r.statements {
		for i := range s.conditions {
			if len(s.views) > 0 {
				s.exactBeside(i, &left, &out)
			}
		}
	}
	return out
}

// exactBeside looks for an exact condition on the key of a pattern condition.
func (s *statedRule) exactBeside(i int, left *int, out *findings) {
	c := &s.conditions[i]
	if c.family != like || c.negated {
		return
	}
	for j := range s.conditions {
		o := &s.conditions[j]
		if o.lower != c.lower || o.negated || o.family != equals && o.family != fold {
			continue
		}
		detail := "both this and " + o.name + " must hold for the key"
		fits := o.family == fold || slices.ContainsFunc(s.shapes[j], func(exact shape) bool {
			return slices.ContainsFunc(s.shapes[i], func(p shape) bool {
				*left--
				return *left < 0 || !exact.simple || !p.simple || p.glob.match(exact.text)
			})
		})
		if fits {
			detail += ", so the exact values decide and the patterns add none"
		} else {
			detail += ", and no value of one fits the other, so the statement is about nobody"
		}
		out.add(conditionAt(s.rule, c), false, detail)
		return
	}
}
