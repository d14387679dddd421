package google

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT046.

var _ = lint.Add(lint.Rule{
	Code: "CT046", Title: "A custom attribute that is no string",
	Severity: lint.Error, Class: lint.Never, Parties: []string{"google"},
	Why: "Google refuses a token of which a custom attribute is a number, bool or list: The mapped attribute must be of type " +
		"STRING.",
	Fix:    "Leave the attribute out, or map a claim that is a string.",
	Source: "Google Cloud docs, attribute mappings; public reports of runner_id",
	Check:  lint.On(attributeTypes),
})

// attributeTypes judges custom attributes, which must be texts.
func attributeTypes(r *review) []lint.Finding {
	var out []lint.Finding
	for _, a := range r.attributes {
		name, ok := claimOf(a.root)
		if !ok {
			continue
		}
		switch typ := r.issuer.Type(name); {
		case typ != "" && typ != "string":
			out = append(out, a.found(false, "the claim "+problem.Quote(name)+" is a "+typ+", and Google refuses a token whose custom attribute is no string"))
		case name == "exp" || name == "iat" || name == "nbf":
			out = append(out, a.found(false, "the claim "+problem.Quote(name)+" is a number, and Google refuses a token whose custom attribute is no string"))
		}
	}
	return out
}
