// Package result holds the results that several concepts show: decisions about
// tokens, findings, facts that an answer rests on, decoded tokens.
package result

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
)

// DecisionFields are the results of every X_admits(…).
var DecisionFields = []framework.Field{
	{Name: "admitted", Type: types.BoolType, Doc: "Whether a token with these claims gets in. Null when it hangs on what the claims do not hold, such as the caller's address, or on a part that is not modelled; `reason` then says on what."},
	{Name: "reason", Type: types.StringType, Doc: "Why: the statement or clause that decides, the claim, what is wanted and what came."},
}

// DecisionType is a decision about one token.
var DecisionType = types.ObjectType{AttrTypes: framework.AttrTypes(DecisionFields)}

// Decision is what one document says of one token.
func Decision(admitted proof.Answer, reason string) attr.Value {
	yes := types.BoolValue(admitted == proof.Yes)
	if admitted == proof.Unknown {
		yes = types.BoolNull()
	}
	return types.ObjectValueMust(DecisionType.AttrTypes, map[string]attr.Value{"admitted": yes, "reason": types.StringValue(reason)})
}
