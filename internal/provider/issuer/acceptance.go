package issuer

// Whether relying parties take an issuer, as the result taken_by.

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
)

var (
	acceptanceType = types.ObjectType{AttrTypes: map[string]attr.Type{"taken": types.StringType, "reasons": framework.StringList}}
	acceptanceMap  = types.MapType{ElemType: acceptanceType}
)

// acceptanceDoc explains taken_by; what comes first is what is asked about.
var acceptanceDoc = "Relying party (" + parties.Listed() + "; Vault is OpenBao too) → `taken` (`yes`, `no`, or `unknown` where neither its vendor says nor anybody has shown what it does) and `reasons` (list of strings: why it is not `yes`, and what to mind where it is). "

// acceptance makes the map; nil verdicts are unknown ones.
func acceptance(verdicts map[string]issuer.Verdict) attr.Value {
	out := map[string]attr.Value{}
	for _, party := range parties.Names() {
		out[party] = types.ObjectUnknown(acceptanceType.AttrTypes)
		if v, ok := verdicts[party]; ok {
			out[party] = types.ObjectValueMust(acceptanceType.AttrTypes, map[string]attr.Value{
				"taken": types.StringValue(v.Taken), "reasons": tfx.Strings(v.Reasons),
			})
		}
	}
	return types.MapValueMust(acceptanceType, out)
}
