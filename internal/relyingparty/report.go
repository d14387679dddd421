package relyingparty

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// This file holds what every result says beside the document.

// RestType is the type of a fact that an answer rests on.
var RestType = value.ObjectOf(map[string]value.Type{
	"fact": value.Text, "platform": value.Text, "says": value.Text, "source": value.Text, "date": value.Text, "status": value.Text,
})

// ReportFields are the results that every kind has.
var ReportFields = []Field{
	{"summary", value.Text, "What was proved and which facts that rests on, then who gets in, in a line for people. An accepted upper bound stands first. Known at plan even while the rest is not."},
	{"warnings", value.Texts, "What to know that is no error, each with its code."},
	{"rests_on", value.ListOf(RestType), "Facts about the platform without which the proof would not hold: the least set of them, each with `fact` (its id), `platform`, `says`, `source`, `date` and `status` (`verified`, or `unverified` for how tokens of a form look that nobody has shown). The guide *Platforms* lists all facts. Empty when the token formats alone are enough."},
	{"description", value.Text, "Who gets in, cut to the length that the official resource's `description` takes. Put it there: reviewers then see it in the plan."},
}

// results are the report's fields by name.
func (r Report) results() map[string]value.V {
	out := map[string]value.V{"description": value.Of(r.Description)}
	if r.Pending { // the proof may add to each of the others
		return out
	}
	out["summary"], out["warnings"], out["rests_on"] = value.Of(r.Summary), value.OfTexts(r.Warnings), Rests(r.RestsOn)
	return out
}

// Rests are facts as results; null where there is no answer that could rest on any.
func Rests(facts []proof.Rest) value.V {
	if facts == nil {
		return value.V{}
	}
	out := value.V{Kind: value.List}
	for _, f := range facts {
		out.Elems = append(out.Elems, value.OfMap(map[string]string{
			"fact": f.Fact, "platform": f.Platform, "says": f.Says, "source": f.Source, "date": f.Date, "status": f.Status,
		}))
	}
	return out
}
