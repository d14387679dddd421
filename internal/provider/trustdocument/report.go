package trustdocument

// The results that every document has.

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/result"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
)

// reportFields are the results that every back end has.
var reportFields = []framework.Field{
	{Name: "summary", Type: types.StringType, Doc: "What was proved and which facts that rests on, then who gets in, in a line for people. An accepted upper bound stands first. Known at plan even while the rest is not."},
	{Name: "warnings", Type: framework.StringList, Doc: "What to know that is no error, each with its code."},
	{Name: "rests_on", Type: result.RestsType, Doc: "Facts about the platform without which the proof would not hold: the least set of them, each with `fact` (its id), `platform`, `says`, `source`, `date` and `status` (`verified`, or `unverified` for how tokens of a form look that nobody has shown). The guide *Platforms* lists all facts. Empty when the token formats alone are enough."},
	{Name: "description", Type: types.StringType, Doc: "Who gets in, cut to the length that the official resource's `description` takes. Put it there: reviewers then see it in the plan."},
}

func report(r relyingparty.Report, out map[string]attr.Value) map[string]attr.Value {
	out["summary"] = types.StringValue(r.Summary)
	out["warnings"] = tfx.Strings(r.Warnings)
	out["rests_on"] = result.Rests(r.RestsOn)
	if r.Pending { // the proof may add to each of them
		out["summary"], out["warnings"], out["rests_on"] = types.StringUnknown(), types.ListUnknown(types.StringType), types.ListUnknown(result.RestType)
	}
	out["description"] = types.StringValue(r.Description)
	return out
}
