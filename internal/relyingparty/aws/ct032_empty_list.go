package aws

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT032.

var _ = lint.Add(lint.Rule{
	Code: "CT032", Title: "An empty list of values",
	Severity: lint.Error, Class: lint.Never, Parties: []string{"aws"},
	Why: "AWS takes it, and its pages contradict each other on what it means: most operators never hold, others hold for a " +
		"missing key.",
	Fix:    "Take the condition away, or say which values are meant.",
	Source: "IAM Access Analyzer policy checks, empty array; observed: IAM accepts it",
	Check:  lint.On(emptyLists),
})

func emptyLists(s *statedRule) []lint.Finding {
	var out findings
	for i := range s.conditions {
		if c := &s.conditions[i]; s.useful() && len(c.values) == 0 {
			out.add(conditionAt(s.rule, c), false, "the list of values is empty, and AWS's pages contradict each other on what that means")
		}
	}
	return out
}
