package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
)

var (
	takenType = types.ObjectType{AttrTypes: map[string]attr.Type{"taken": types.StringType, "reasons": stringList}}
	takenMap  = types.MapType{ElemType: takenType}
)

// takenDoc explains taken_by; what comes first is what is asked about.
const takenDoc = "Relying party (`aws`, `azure`, `google`, `vault`; the last is OpenBao too) → `taken` (`yes`, `no`, or `unknown` where neither its vendor says nor anybody has shown what it does) and `reasons` (list of strings: why it is not `yes`, and what to mind where it is). "

// takenBy makes the map; nil verdicts are unknown ones.
func takenBy(verdicts map[string]issuer.Verdict) attr.Value {
	out := map[string]attr.Value{}
	for _, party := range parties.Names() {
		out[party] = types.ObjectUnknown(takenType.AttrTypes)
		if v, ok := verdicts[party]; ok {
			out[party] = types.ObjectValueMust(takenType.AttrTypes, map[string]attr.Value{
				"taken": types.StringValue(v.Taken), "reasons": tfx.Strings(v.Reasons),
			})
		}
	}
	return types.MapValueMust(takenType, out)
}
