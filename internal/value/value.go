// Package value is the neutral form of what users pass in: dynamic function
// arguments and data source attributes alike. Terraform's types stay in tfx;
// the engine reads filters and options from here, through one Reader that
// checks names and types and never panics on nulls, unknowns or odd
// collections.
package value

import (
	"encoding/json"
	"slices"
	"strconv"
)

// A Kind says what a V holds.
type Kind int

// The kinds of values. Number stands for any number, kept as its decimal text.
const (
	Null Kind = iota
	Unknown
	String
	Bool
	Number
	List
	Map
)

func (k Kind) String() string {
	return [...]string{"null", "a value known only after apply", "a string", "a bool", "a number", "a list", "an object"}[k]
}

// A V is one value. The zero V is null.
type V struct {
	Kind  Kind
	Text  string       // String: the string; Number: decimal text
	Truth bool         // Bool
	Elems []V          // List, in order (sets sorted by the decoder)
	Attrs map[string]V // Map
}

// Of makes a V from plain Go values: nil, string, bool, json.Number and float64, []string, []any, map[string]any, V. It is for tests and
// defaults; other types become null.
func Of(x any) V {
	switch x := x.(type) {
	case V:
		return x
	case string:
		return V{Kind: String, Text: x}
	case bool:
		return V{Kind: Bool, Truth: x}
	case json.Number:
		return V{Kind: Number, Text: x.String()}
	case float64:
		return V{Kind: Number, Text: strconv.FormatFloat(x, 'f', -1, 64)}
	case []string:
		v := V{Kind: List}
		for _, s := range x {
			v.Elems = append(v.Elems, Of(s))
		}
		return v
	case []any:
		v := V{Kind: List}
		for _, e := range x {
			v.Elems = append(v.Elems, Of(e))
		}
		return v
	case map[string]any:
		v := V{Kind: Map, Attrs: map[string]V{}}
		for k, e := range x {
			v.Attrs[k] = Of(e)
		}
		return v
	}
	return V{}
}

// HasUnknown reports whether v or anything in it is unknown.
func (v V) HasUnknown() bool {
	if v.Kind == Unknown || slices.ContainsFunc(v.Elems, V.HasUnknown) {
		return true
	}
	for _, e := range v.Attrs {
		if e.HasUnknown() {
			return true
		}
	}
	return false
}

// Keys returns the attribute names of a map, sorted.
func (v V) Keys() []string {
	keys := make([]string, 0, len(v.Attrs))
	for k := range v.Attrs {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
