package google

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A granted is a grant's part of the proof.
type granted struct {
	name  string
	jobs  trust.Jobs
	notes []trust.Note
}

// prove compares the provider with all jobs, and what each grant's attribute
// singles out with the grant's. A token is a member of a grant when it passes
// the provider's condition and has the attribute's value; with both comparisons
// without a difference that is just the grant's jobs. A single grant takes one
// comparison.
func (out *Provider) prove(grants []granted, all trust.Jobs, id string, c relyingparty.Common, notes []trust.Note, problems, warnings *problem.List) []proof.Rest {
	rests := []proof.Rest{} // proved, of no fact at all, is not unproved
	compare := func(what, condition string, jobs trust.Jobs, notes []trust.Note) {
		doc, err := Parse(relyingparty.JSON(map[string]any{
			"issuer_uri": out.IssuerURI, "allowed_audiences": out.AllowedAudiences,
			"attribute_mapping": out.AttributeMapping, "attribute_condition": condition,
		}, ""))
		rests = append(rests, relyingparty.Prove(what, doc, err, jobs, c, notes, problems, warnings)...)
	}
	member := func(name string) string { return "attribute." + Attribute(name) + " == " + quote(id) }
	if len(grants) == 1 {
		condition := "(" + out.AttributeCondition + ") && " + member(grants[0].name)
		if len([]rune(condition)) <= maxCondition {
			compare("the provider", condition, grants[0].jobs, grants[0].notes)
			return rests
		}
	}
	compare("the provider", out.AttributeCondition, all, notes)
	for _, g := range grants {
		compare("the grant "+problem.Quote(g.name), member(g.name), g.jobs, g.notes)
	}
	slices.SortFunc(rests, func(a, b proof.Rest) int { return a.Compare(b) })
	return slices.Compact(rests)
}
