package google

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT045.

var _ = lint.Add(lint.Rule{
	Code: "CT045", Title: "A list compared as a text",
	Severity: lint.Warning, Class: lint.Never, Parties: []string{"google"},
	Why:    "A list equals no text, so `==` never holds and `!=` always does; `contains` and `in` on the other type are errors.",
	Fix:    "Use `allowed_audiences` for the audience, and `'x' in assertion.claim` for lists.",
	Source: "CEL language definition, equality and membership",
	Check:  lint.On(expressions(lists)),
})

// lists finds operators on a claim that is a list, or may be one, and has not to be.
func lists(r *reading) []lint.Finding {
	var out []lint.Finding
	for _, u := range r.uses {
		name, typ := problem.Quote(u.claim), r.issuer.Type(u.claim)
		list := typ == "list"
		switch {
		case u.operator == "in" && typ != "" && !list:
			out = append(out, r.found(false, name+" is a "+typ+" in tokens of "+r.issuer.Title()+", and in is an error on it"))
		case u.operator == "in" || !list && (u.claim != "aud" || u.operator != "=="):
		case u.operator != "==":
			out = append(out, r.found(false, name+" is a list, and "+u.operator+" is an error on it"))
		default:
			detail := name + " may be a list, and then it equals no text"
			if list {
				detail = name + " is a list, which equals no text"
			}
			if u.not {
				detail += ": the negated comparison holds"
			}
			out = append(out, r.found(!list && !u.not, detail))
		}
	}
	return out
}
