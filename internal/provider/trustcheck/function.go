// Package trustcheck holds trust_check(…) and the data source that is a gate.
package trustcheck

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Function is trust_check(policy, options).
func Function() framework.Function {
	var b strings.Builder
	b.WriteString(checkDoc + " The function answers and never fails on a verdict, only on input that cannot be used; the data source of the same name is a gate." + scopeDoc)
	b.WriteString("\n\nThe policy is an object with exactly one of\n\n")
	for _, party := range parties.All {
		b.WriteString("- `" + party.Name + "` " + party.Block + "\n")
	}
	b.WriteString("\nOptions:\n\n")
	for _, o := range optionDocs {
		b.WriteString("- `" + o.name + "` (" + o.typ + ") " + o.doc + "\n")
	}
	b.WriteString("\nWhile a part of the policy is known only after apply, so is the result; while an option is, so is what depends on it.")
	return framework.Function{
		Name:  "trust_check",
		Title: "Check a trust document",
		Doc:   b.String() + framework.ResultDocs(fields),
		Parameters: []framework.Parameter{
			{Name: "policy", Dynamic: true, Doc: "An object with exactly one of " + parties.Listed() + ": the document, whoever wrote it."},
			{Name: "options", Dynamic: true, Nullable: true, Doc: "An object of options, listed above; `{}` checks the document alone. Unknown names are refused."},
		},
		Returns: function.ObjectReturn{AttributeTypes: framework.AttrTypes(fields)},
		Run: func(args []value.V) (attr.Value, problem.List) {
			c, problems := readCheck(args[0], args[1])
			if len(problems) > 0 {
				return nil, problems
			}
			c.run()
			return framework.Object(fields, c.values()), nil
		},
		Called: func(args []value.V) string { return argument.JobsName(args[1]) },
	}
}
