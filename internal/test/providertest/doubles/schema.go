package doubles

// Tables as the plugin framework's schemas.

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	dschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	pschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	rschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
)

// modes returns required, optional and computed.
func (a Attr) modes() (required, optional, computed bool) {
	return a.Mode == Required, a.Mode == Optional || a.Mode == OptionalComputed, a.Mode == Computed || a.Mode == OptionalComputed
}

// noType is a row with a type that the tables have no use for.
func noType(t attr.Type) string { return fmt.Sprintf("doubles: no attribute of type %T", t) }

// resourceSchema turns a row into the schema of a resource.
func resourceSchema(o Object) rschema.Schema {
	return rschema.Schema{Attributes: resourceAttrs(o.Attrs), Blocks: resourceBlocks(o.Blocks)}
}

func resourceAttrs(attrs map[string]Attr) map[string]rschema.Attribute {
	out := make(map[string]rschema.Attribute, len(attrs))
	for name, a := range attrs {
		r, o, c := a.modes()
		switch t := a.Type.(type) {
		case basetypes.StringType:
			out[name] = rschema.StringAttribute{Required: r, Optional: o, Computed: c, Sensitive: a.Sensitive, WriteOnly: a.WriteOnly}
		case basetypes.BoolType:
			out[name] = rschema.BoolAttribute{Required: r, Optional: o, Computed: c, Sensitive: a.Sensitive}
		case basetypes.Int64Type:
			out[name] = rschema.Int64Attribute{Required: r, Optional: o, Computed: c, Sensitive: a.Sensitive}
		case basetypes.ListType:
			out[name] = rschema.ListAttribute{ElementType: t.ElemType, Required: r, Optional: o, Computed: c, Sensitive: a.Sensitive}
		case basetypes.SetType:
			out[name] = rschema.SetAttribute{ElementType: t.ElemType, Required: r, Optional: o, Computed: c, Sensitive: a.Sensitive}
		case basetypes.MapType:
			out[name] = rschema.MapAttribute{ElementType: t.ElemType, Required: r, Optional: o, Computed: c, Sensitive: a.Sensitive}
		default:
			panic(noType(t))
		}
	}
	return out
}

func resourceBlocks(blocks map[string]Block) map[string]rschema.Block {
	out := make(map[string]rschema.Block, len(blocks))
	for name, b := range blocks {
		nested := rschema.NestedBlockObject{Attributes: resourceAttrs(b.Attrs), Blocks: resourceBlocks(b.Blocks)}
		if b.Set {
			out[name] = rschema.SetNestedBlock{NestedObject: nested, Validators: b.setLimit()}
		} else {
			out[name] = rschema.ListNestedBlock{NestedObject: nested, Validators: b.listLimit()}
		}
	}
	return out
}

func (b Block) listLimit() []validator.List {
	if b.Max == 0 {
		return nil
	}
	return []validator.List{listvalidator.SizeAtMost(b.Max)}
}

func (b Block) setLimit() []validator.Set {
	if b.Max == 0 {
		return nil
	}
	return []validator.Set{setvalidator.SizeAtMost(b.Max)}
}

// dataSourceSchema turns a row into the schema of a data source. No double of
// a data source has blocks.
func dataSourceSchema(o Object) dschema.Schema {
	out := make(map[string]dschema.Attribute, len(o.Attrs))
	for name, a := range o.Attrs {
		r, o, c := a.modes()
		switch t := a.Type.(type) {
		case basetypes.StringType:
			out[name] = dschema.StringAttribute{Required: r, Optional: o, Computed: c}
		case basetypes.ListType:
			out[name] = dschema.ListAttribute{ElementType: t.ElemType, Required: r, Optional: o, Computed: c}
		case basetypes.MapType:
			out[name] = dschema.MapAttribute{ElementType: t.ElemType, Required: r, Optional: o, Computed: c}
		default:
			panic(noType(t))
		}
	}
	return dschema.Schema{Attributes: out}
}

// providerSchema turns a provider's configuration into its schema.
func providerSchema(b Block) pschema.Schema {
	return pschema.Schema{Attributes: providerAttrs(b.Attrs), Blocks: providerBlocks(b.Blocks)}
}

func providerAttrs(attrs map[string]Attr) map[string]pschema.Attribute {
	out := make(map[string]pschema.Attribute, len(attrs))
	for name, a := range attrs {
		r, o, _ := a.modes()
		switch t := a.Type.(type) {
		case basetypes.StringType:
			out[name] = pschema.StringAttribute{Required: r, Optional: o, Sensitive: a.Sensitive}
		case basetypes.BoolType:
			out[name] = pschema.BoolAttribute{Required: r, Optional: o}
		case basetypes.Int64Type:
			out[name] = pschema.Int64Attribute{Required: r, Optional: o}
		case basetypes.ListType:
			out[name] = pschema.ListAttribute{ElementType: t.ElemType, Required: r, Optional: o}
		case basetypes.SetType:
			out[name] = pschema.SetAttribute{ElementType: t.ElemType, Required: r, Optional: o}
		case basetypes.MapType:
			out[name] = pschema.MapAttribute{ElementType: t.ElemType, Required: r, Optional: o}
		default:
			panic(noType(t))
		}
	}
	return out
}

func providerBlocks(blocks map[string]Block) map[string]pschema.Block {
	out := make(map[string]pschema.Block, len(blocks))
	for name, b := range blocks {
		nested := pschema.NestedBlockObject{Attributes: providerAttrs(b.Attrs), Blocks: providerBlocks(b.Blocks)}
		if b.Set {
			out[name] = pschema.SetNestedBlock{NestedObject: nested, Validators: b.setLimit()}
		} else {
			out[name] = pschema.ListNestedBlock{NestedObject: nested, Validators: b.listLimit()}
		}
	}
	return out
}
