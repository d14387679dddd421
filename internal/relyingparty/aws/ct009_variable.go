package aws

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT009.

var _ = lint.Add(lint.Rule{
	Code: "CT009", Title: "A policy variable in a value",
	Severity: lint.Warning, Class: lint.Fragile, Parties: []string{"aws"},
	Why: "`${…}` is put in from the request. With `\"Version\": \"2012-10-17\"` it is no text; a variable without value makes the " +
		"condition fail, or the statement invalid.",
	Fix:    "Write the text out; a literal dollar sign is `${$}`.",
	Source: "AWS IAM User Guide, policy variables",
	Check:  lint.On(variables),
})

func variables(c textCondition) []lint.Finding {
	for i := range c.values {
		w := &c.values[i]
		shown := problem.Quote(w.text)
		switch j := slices.IndexFunc(w.parts, func(t part) bool { return t.key != "" }); {
		case j >= 0:
			return finding(c.at, false, "${"+bare(w.parts[j].key)+"} in "+shown+" is put in from the request, so the policy alone does not say what fits")
		case w.doubt == unknownDollar, w.doubt == escapedEquals:
			return finding(c.at, false, w.doubt+": "+shown)
		case !c.statement.doc.variables && strings.Contains(w.text, "${"):
			return finding(c.at, false, "without \"Version\": \"2012-10-17\" the ${ in "+shown+" is text, and no token has it")
		}
	}
	return nil
}
