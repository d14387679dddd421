package framework

// Attributes of data sources' schemas.

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Input is a schema attribute that users set.
func Input(typ string, required bool, doc string) schema.Attribute {
	switch typ {
	case "bool":
		return schema.BoolAttribute{Optional: !required, Required: required, MarkdownDescription: doc}
	case "list":
		return schema.ListAttribute{Optional: !required, Required: required, ElementType: types.StringType, MarkdownDescription: doc}
	case "map":
		return schema.MapAttribute{Optional: !required, Required: required, ElementType: types.StringType, MarkdownDescription: doc}
	}
	return schema.StringAttribute{Optional: !required, Required: required, MarkdownDescription: doc}
}

// Output is a schema attribute that the data source sets.
func Output(f Field) schema.Attribute {
	switch t := f.Type.(type) {
	case types.ListType:
		return schema.ListAttribute{Computed: true, ElementType: t.ElemType, MarkdownDescription: f.Doc}
	case types.MapType:
		return schema.MapAttribute{Computed: true, ElementType: t.ElemType, MarkdownDescription: f.Doc}
	}
	switch f.Type {
	case types.BoolType:
		return schema.BoolAttribute{Computed: true, MarkdownDescription: f.Doc}
	case types.NumberType:
		return schema.NumberAttribute{Computed: true, MarkdownDescription: f.Doc}
	}
	return schema.StringAttribute{Computed: true, MarkdownDescription: f.Doc}
}
