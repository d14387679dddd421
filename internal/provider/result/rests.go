package result

// The result rests_on.

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// RestType is a fact that an answer rests on.
var RestType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"fact": types.StringType, "platform": types.StringType, "says": types.StringType, "source": types.StringType, "date": types.StringType, "status": types.StringType,
}}

// RestsType is a list of such facts.
var RestsType = types.ListType{ElemType: RestType}

// Rests makes that list; nil is null.
func Rests(rests []proof.Rest) attr.Value {
	if rests == nil {
		return types.ListNull(RestType)
	}
	out := []attr.Value{}
	for _, r := range rests {
		out = append(out, types.ObjectValueMust(RestType.AttrTypes, map[string]attr.Value{
			"fact": types.StringValue(r.Fact), "platform": types.StringValue(r.Platform), "says": types.StringValue(r.Says),
			"source": types.StringValue(r.Source), "date": types.StringValue(r.Date), "status": types.StringValue(r.Status),
		}))
	}
	return types.ListValueMust(RestType, out)
}
