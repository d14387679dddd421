package doubles

// Attributes of an object, for checks.

import (
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Values are the attributes of one object, or of one nested block. The typed
// getters answer false for what is null or not known yet.
type Values struct {
	attrs map[string]tftypes.Value
	// Provider is the configuration of the provider; empty where it is not
	// configured, as in validation.
	Provider map[string]tftypes.Value
}

// valuesOf takes an object apart; a null object has no attributes.
func valuesOf(object tftypes.Value, provider map[string]tftypes.Value) Values {
	v := Values{attrs: map[string]tftypes.Value{}, Provider: provider}
	if object.IsKnown() && !object.IsNull() {
		// An object always converts to a map.
		_ = object.As(&v.attrs)
	}
	return v
}

// with returns the values with one of them replaced.
func (v Values) with(name string, value tftypes.Value) Values {
	attrs := make(map[string]tftypes.Value, len(v.attrs))
	for n, a := range v.attrs {
		attrs[n] = a
	}
	attrs[name] = value
	return Values{attrs: attrs, Provider: v.Provider}
}

// Raw returns a value as it is.
func (v Values) Raw(name string) tftypes.Value { return v.attrs[name] }

// Unknown says whether a value, or a part of it, is not known yet.
func (v Values) Unknown(name string) bool { return !v.attrs[name].IsFullyKnown() }

// Null says whether a value is known to be absent.
func (v Values) Null(name string) bool {
	value, ok := v.attrs[name]
	return !ok || value.IsKnown() && value.IsNull()
}

// Str returns a string.
func (v Values) Str(name string) (string, bool) { return asString(v.attrs[name]) }

// Text returns a string that is known; else "".
func (v Values) Text(name string) string { s, _ := v.Str(name); return s }

// Config returns a string of the provider's configuration, or the fallback.
func (v Values) Config(name, fallback string) string {
	if s, ok := asString(v.Provider[name]); ok {
		return s
	}
	return fallback
}

// Bool returns a boolean.
func (v Values) Bool(name string) (value, ok bool) {
	raw := v.attrs[name]
	if !raw.IsKnown() || raw.IsNull() {
		return false, false
	}
	return value, raw.As(&value) == nil
}

// Int returns a number.
func (v Values) Int(name string) (int64, bool) {
	raw := v.attrs[name]
	var f big.Float
	if !raw.IsKnown() || raw.IsNull() || raw.As(&f) != nil {
		return 0, false
	}
	n, _ := f.Int64()
	return n, true
}

// Len returns the number of elements of a list, set or map. Elements need not
// be known.
func (v Values) Len(name string) (int, bool) {
	raw := v.attrs[name]
	if !raw.IsKnown() || raw.IsNull() {
		return 0, false
	}
	var list []tftypes.Value
	if raw.As(&list) == nil {
		return len(list), true
	}
	var m map[string]tftypes.Value
	if raw.As(&m) == nil {
		return len(m), true
	}
	return 0, false
}

// Strs returns the known strings of a list or set.
func (v Values) Strs(name string) []string {
	raw := v.attrs[name]
	var list []tftypes.Value
	if !raw.IsKnown() || raw.IsNull() || raw.As(&list) != nil {
		return nil
	}
	var known []string
	for _, element := range list {
		if s, ok := asString(element); ok {
			known = append(known, s)
		}
	}
	return known
}

// StrMap returns the known strings of a map.
func (v Values) StrMap(name string) map[string]string {
	raw := v.attrs[name]
	var m map[string]tftypes.Value
	if !raw.IsKnown() || raw.IsNull() || raw.As(&m) != nil {
		return nil
	}
	known := map[string]string{}
	for key, element := range m {
		if s, ok := asString(element); ok {
			known[key] = s
		}
	}
	return known
}

// Blocks returns the nested blocks of a name.
func (v Values) Blocks(name string) []Values {
	raw := v.attrs[name]
	var list []tftypes.Value
	if !raw.IsKnown() || raw.IsNull() || raw.As(&list) != nil {
		return nil
	}
	blocks := make([]Values, len(list))
	for i, element := range list {
		blocks[i] = valuesOf(element, v.Provider)
	}
	return blocks
}

func asString(raw tftypes.Value) (s string, ok bool) {
	if raw.Type() == nil || !raw.IsKnown() || raw.IsNull() {
		return "", false
	}
	return s, raw.As(&s) == nil
}

// toValue makes a value of the wanted type; a value that is one already stays.
func toValue(t tftypes.Type, from any) tftypes.Value {
	if value, ok := from.(tftypes.Value); ok {
		if value.Type() == nil {
			return tftypes.NewValue(t, nil)
		}
		return value
	}
	return tftypes.NewValue(t, from)
}
