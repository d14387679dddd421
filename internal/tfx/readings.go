package tfx

// Readings of subjects as Terraform's values.

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// ReadingType is one way to read a subject.
var ReadingType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"form":         types.StringType,
	"presentation": types.StringType,
	"variables":    types.MapType{ElemType: types.StringType},
}}

// Readings makes a Terraform list of the ways to read a subject.
func Readings(rs []platform.Reading) attr.Value {
	elems := make([]attr.Value, 0, len(rs))
	for _, r := range rs {
		elems = append(elems, types.ObjectValueMust(ReadingType.AttrTypes, map[string]attr.Value{
			"form":         types.StringValue(r.Form),
			"presentation": types.StringValue(r.Presentation),
			"variables":    StringMap(r.Values),
		}))
	}
	return types.ListValueMust(ReadingType, elems)
}

// Text is a string, or null.
func Text(s *string) attr.Value { return types.StringPointerValue(s) }

// Time is a moment as RFC 3339 writes it, in UTC, or null.
func Time(t *time.Time) attr.Value {
	if t == nil {
		return types.StringNull()
	}
	return types.StringValue(t.UTC().Format(time.RFC3339))
}
