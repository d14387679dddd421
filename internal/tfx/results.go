package tfx

import (
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// This file makes Terraform's types and values of the engine's results.

// Type is Terraform's type of a result.
func Type(t value.Type) attr.Type {
	switch {
	case t.Kind == value.Bool:
		return types.BoolType
	case t.Kind == value.Number:
		return types.NumberType
	case t.Kind == value.List:
		return types.ListType{ElemType: Type(*t.Elem)}
	case t.Attrs != nil:
		attrs := map[string]attr.Type{}
		for name, a := range t.Attrs {
			attrs[name] = Type(a)
		}
		return types.ObjectType{AttrTypes: attrs}
	case t.Kind == value.Map:
		return types.MapType{ElemType: Type(*t.Elem)}
	}
	return types.StringType
}

// Encode is a result of the type. What an object leaves out is known only after
// apply; a value of another type is a fault of ours.
func Encode(v value.V, t value.Type) attr.Value {
	switch to := Type(t).(type) {
	case types.ListType:
		return encodeList(v, t, to.ElemType)
	case types.MapType:
		return encodeMap(v, t, to.ElemType)
	case types.ObjectType:
		return encodeObject(v, t, to.AttrTypes)
	}
	switch t.Kind {
	case value.Bool:
		return encodeScalar(v, t, types.BoolNull(), types.BoolUnknown(), func() attr.Value { return types.BoolValue(v.Truth) })
	case value.Number:
		return encodeScalar(v, t, types.NumberNull(), types.NumberUnknown(), func() attr.Value {
			f, _, err := big.ParseFloat(v.Text, 10, 512, big.ToNearestEven)
			if err != nil {
				panic(fmt.Sprintf("%q is no number", v.Text))
			}
			return types.NumberValue(f)
		})
	case value.String, value.Null, value.Unknown, value.List, value.Map:
	}
	return encodeScalar(v, t, types.StringNull(), types.StringUnknown(), func() attr.Value { return types.StringValue(v.Text) })
}

func encodeScalar(v value.V, t value.Type, null, unknown attr.Value, known func() attr.Value) attr.Value {
	switch v.Kind {
	case value.Null:
		return null
	case value.Unknown:
		return unknown
	case t.Kind:
		return known()
	case value.String, value.Bool, value.Number, value.List, value.Map:
	}
	panic("a result is " + v.Kind.String() + " and not " + t.Kind.String())
}

func encodeList(v value.V, t value.Type, elem attr.Type) attr.Value {
	return encodeScalar(v, t, types.ListNull(elem), types.ListUnknown(elem), func() attr.Value {
		out := make([]attr.Value, 0, len(v.Elems))
		for _, e := range v.Elems {
			out = append(out, Encode(e, *t.Elem))
		}
		return types.ListValueMust(elem, out)
	})
}

func encodeMap(v value.V, t value.Type, elem attr.Type) attr.Value {
	return encodeScalar(v, t, types.MapNull(elem), types.MapUnknown(elem), func() attr.Value {
		out := map[string]attr.Value{}
		for k, e := range v.Attrs {
			out[k] = Encode(e, *t.Elem)
		}
		return types.MapValueMust(elem, out)
	})
}

func encodeObject(v value.V, t value.Type, attrs map[string]attr.Type) attr.Value {
	return encodeScalar(v, t, types.ObjectNull(attrs), types.ObjectUnknown(attrs), func() attr.Value {
		return types.ObjectValueMust(attrs, EncodeAttrs(v.Attrs, t.Attrs))
	})
}

// EncodeAttrs are the attributes of an object; those that are left out are known only
// after apply.
func EncodeAttrs(values map[string]value.V, attrs map[string]value.Type) map[string]attr.Value {
	out := map[string]attr.Value{}
	for name, t := range attrs {
		v, ok := values[name]
		if !ok {
			v = value.Later
		}
		out[name] = Encode(v, t)
	}
	return out
}
