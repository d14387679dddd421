// Package tfx is the thin layer between Terraform's types and the engine's: the
// one decoder for dynamic arguments, the frozen type of jobs both ways, and
// problems as diagnostics and function errors.
package tfx

import (
	"math/big"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Decode reads any Terraform value: object, map, tuple, list, set, string,
// number, bool, null and unknown at every depth. An untyped unknown or null
// inside a dynamic argument arrives as a dynamic value without underlying one.
// What is none of these reads as null; it never panics.
func Decode(v attr.Value) value.V {
	if v == nil {
		return value.V{}
	}
	if d, ok := v.(basetypes.DynamicValue); ok {
		if d.IsUnknown() || d.IsUnderlyingValueUnknown() {
			return value.V{Kind: value.Unknown}
		}
		return Decode(d.UnderlyingValue())
	}
	if v.IsUnknown() {
		return value.V{Kind: value.Unknown}
	}
	if v.IsNull() {
		return value.V{}
	}
	switch v := v.(type) {
	case basetypes.StringValue:
		return value.V{Kind: value.String, Text: v.ValueString()}
	case basetypes.BoolValue:
		return value.V{Kind: value.Bool, Truth: v.ValueBool()}
	case basetypes.NumberValue:
		return number(v.ValueBigFloat())
	case basetypes.Int64Value:
		return number(big.NewFloat(0).SetInt64(v.ValueInt64()))
	case basetypes.Float64Value:
		return number(big.NewFloat(v.ValueFloat64()))
	case basetypes.ListValue:
		return list(v.Elements())
	case basetypes.TupleValue:
		return list(v.Elements())
	case basetypes.SetValue:
		out := list(v.Elements())
		slices.SortStableFunc(out.Elems, func(a, b value.V) int { return strings.Compare(a.Text, b.Text) })
		return out
	case basetypes.MapValue:
		return object(v.Elements())
	case basetypes.ObjectValue:
		return object(v.Attributes())
	}
	return value.V{}
}

// number keeps the decimal text. No filter or option takes a number beyond 400
// bits; spelling one with a huge exponent would take minutes.
func number(f *big.Float) value.V {
	const bits = 400
	if f.IsInf() || f.MantExp(nil) > bits || f.MantExp(nil) < -bits {
		return value.V{Kind: value.Number, Text: "a number out of range"}
	}
	return value.V{Kind: value.Number, Text: f.Text('f', -1)}
}

func list(elems []attr.Value) value.V {
	out := value.V{Kind: value.List}
	for _, e := range elems {
		out.Elems = append(out.Elems, Decode(e))
	}
	return out
}

func object(attrs map[string]attr.Value) value.V {
	out := value.V{Kind: value.Map, Attrs: map[string]value.V{}}
	for k, e := range attrs {
		out.Attrs[k] = Decode(e)
	}
	return out
}
