package tfx_test

import (
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// TestEncode: every type with a value, null and unknown; what an object leaves out is
// unknown; an empty list is not null.
func TestEncode(t *testing.T) {
	object := value.ObjectOf(map[string]value.Type{"a": value.Text, "b": value.Flag})
	objectType := map[string]attr.Type{"a": types.StringType, "b": types.BoolType}
	for _, c := range []struct {
		typ  value.Type
		v    value.V
		want attr.Value
	}{
		{value.Text, value.Of("x"), types.StringValue("x")},
		{value.Text, value.V{}, types.StringNull()},
		{value.Text, value.Later, types.StringUnknown()},
		{value.Flag, value.Of(false), types.BoolValue(false)},
		{value.Flag, value.Later, types.BoolUnknown()},
		{value.Amount, value.Of(float64(2048)), types.NumberValue(big.NewFloat(2048))},
		{value.Amount, value.V{}, types.NumberNull()},
		{value.Texts, value.OfTexts(nil), types.ListValueMust(types.StringType, []attr.Value{})},
		{value.Texts, value.V{}, types.ListNull(types.StringType)},
		{value.Texts, value.Later, types.ListUnknown(types.StringType)},
		{value.TextMap, value.OfMap(map[string]string{"k": "v"}), types.MapValueMust(types.StringType, map[string]attr.Value{"k": types.StringValue("v")})},
		{value.TextMap, value.V{}, types.MapNull(types.StringType)},
		{object, value.Of(map[string]any{"a": "x"}), types.ObjectValueMust(objectType, map[string]attr.Value{"a": types.StringValue("x"), "b": types.BoolUnknown()})},
		{object, value.Later, types.ObjectUnknown(objectType)},
		{value.MapOf(object), value.V{Kind: value.Map}, types.MapValueMust(types.ObjectType{AttrTypes: objectType}, map[string]attr.Value{})},
		{value.ListOf(object), value.V{}, types.ListNull(types.ObjectType{AttrTypes: objectType})},
	} {
		if got := tfx.Encode(c.v, c.typ); !got.Equal(c.want) {
			t.Errorf("%+v as %+v is %s, want %s", c.v, c.typ, got, c.want)
		}
		if got, want := tfx.Type(c.typ), c.want.Type(t.Context()); !got.Equal(want) {
			t.Errorf("the type %+v is %s, want %s", c.typ, got, want)
		}
	}
}

// TestEncodeOther: a result of another type than it is documented with is a fault that
// no user may meet in silence.
func TestEncodeOther(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a bool passes for a text")
		}
	}()
	tfx.Encode(value.Of(true), value.Text)
}
