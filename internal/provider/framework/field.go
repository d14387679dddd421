// Package framework makes the plugin framework's functions and data sources of
// tables: what a result is called, of which type it is and what the docs say of it
// is written once. It knows nothing of trust.
package framework

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
)

// A Field is one result of an operation: its type and what it means.
type Field struct {
	Name string
	Type attr.Type
	Doc  string
}

// Types of results.
var (
	StringList = types.ListType{ElemType: types.StringType}
	StringMap  = types.MapType{ElemType: types.StringType}
)

// AttrTypes are the fields as an object's attributes.
func AttrTypes(fields []Field) map[string]attr.Type {
	out := map[string]attr.Type{}
	for _, f := range fields {
		out[f.Name] = f.Type
	}
	return out
}

// UnknownObject is a result of which only what is in known is known.
func UnknownObject(fields []Field, known map[string]attr.Value) map[string]attr.Value {
	out := map[string]attr.Value{}
	for _, f := range fields {
		out[f.Name] = Unknown(f.Type)
	}
	maps.Copy(out, known)
	return out
}

// Unknown is the unknown value of a type.
func Unknown(t attr.Type) attr.Value {
	switch t := t.(type) {
	case types.ListType:
		return types.ListUnknown(t.ElemType)
	case types.MapType:
		return types.MapUnknown(t.ElemType)
	case types.ObjectType:
		return types.ObjectUnknown(t.AttrTypes)
	}
	switch t {
	case types.BoolType:
		return types.BoolUnknown()
	case types.NumberType:
		return types.NumberUnknown()
	}
	return types.StringUnknown()
}

// ResultDocs lists the results for the docs page of a function, which cannot
// show what is inside its object.
func ResultDocs(fields []Field) string {
	var b strings.Builder
	b.WriteString("\n\nThe result is an object with\n\n")
	for _, f := range fields {
		b.WriteString("- `" + f.Name + "` (" + typeName(f.Type) + ") " + f.Doc + "\n")
	}
	return b.String()
}

func typeName(t attr.Type) string {
	switch t := t.(type) {
	case types.ListType:
		if t.ElemType.Equal(tfx.JobType) {
			return "jobs"
		}
		return "list of " + typeName(t.ElemType)
	case types.MapType:
		return "map of " + typeName(t.ElemType)
	case types.ObjectType:
		return "object of " + strings.Join(slices.Sorted(maps.Keys(t.AttrTypes)), ", ")
	}
	switch t {
	case types.BoolType:
		return "bool"
	case types.NumberType:
		return "number"
	}
	return "string"
}

// OptionType is the type of an option as the docs say it.
func OptionType(t string) string {
	switch t {
	case "list":
		return "list of string"
	case "map":
		return "map of string"
	}
	return t
}

// Object makes the object of a function's results.
func Object(fields []Field, values map[string]attr.Value) attr.Value {
	return types.ObjectValueMust(AttrTypes(fields), values)
}

// TextOrNull is a text, null where it is empty.
func TextOrNull(s string) attr.Value {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}
