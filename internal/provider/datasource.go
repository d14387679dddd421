package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var (
	_ datasource.DataSource                   = (*operationSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*operationSource)(nil)
)

// An operationSource is the data source form of an operation.
type operationSource struct{ operation }

func newDataSource(o operation) func() datasource.DataSource {
	return func() datasource.DataSource { return operationSource{o} }
}

func (d operationSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.name
}

// twinDoc tells users of a data source when the function serves better.
const twinDoc = "\n\nThis is the data source form of the function `%s`, for single use with inputs known at plan. Terraform does not read a data source at plan while any input is unknown, and each one is a node of the graph: prefer the function where an input comes from a resource, or for many roles."

func (d operationSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attrs := map[string]schema.Attribute{}
	if d.grants != nil {
		attrs["grants"] = schema.MapAttribute{
			Required:            true,
			ElementType:         types.ObjectType{AttrTypes: map[string]attr.Type{"jobs": tfx.JobsType, "service_account": types.StringType}},
			MarkdownDescription: "Name → `jobs` and `service_account` (an email, or null to grant roles to the member directly).",
		}
	} else {
		attrs["jobs"] = schema.ListAttribute{
			Required: true, ElementType: tfx.JobType,
			MarkdownDescription: "The jobs: a jobs data source's `jobs`, or `concat(…)` of several.",
		}
	}
	for _, o := range d.options {
		attrs[o.Name] = input(o.Type, false, o.Doc)
	}
	doc := d.doc + sprintf(twinDoc, d.name)
	for _, f := range d.results {
		attrs[d.resultName(f.name)] = output(f)
		if name := d.resultName(f.name); name != f.name {
			doc += " What the function answers as `" + f.name + "` is `" + name + "` here."
		}
	}
	resp.Schema = schema.Schema{MarkdownDescription: doc, Attributes: attrs}
}

// resultName is the attribute of a result. The function's result grants has the
// name of the data source's argument, so there it is granted.
func (d operationSource) resultName(name string) string {
	if d.grants != nil && name == "grants" {
		return "granted"
	}
	return name
}

// input is a schema attribute that users set.
func input(typ string, required bool, doc string) schema.Attribute {
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

// output is a schema attribute that the data source sets.
func output(f field) schema.Attribute {
	switch t := f.typ.(type) {
	case types.ListType:
		return schema.ListAttribute{Computed: true, ElementType: t.ElemType, MarkdownDescription: f.doc}
	case types.MapType:
		return schema.MapAttribute{Computed: true, ElementType: t.ElemType, MarkdownDescription: f.doc}
	}
	switch f.typ {
	case types.BoolType:
		return schema.BoolAttribute{Computed: true, MarkdownDescription: f.doc}
	case types.NumberType:
		return schema.NumberAttribute{Computed: true, MarkdownDescription: f.doc}
	}
	return schema.StringAttribute{Computed: true, MarkdownDescription: f.doc}
}

// compile reads the configuration and runs the operation.
func (d operationSource) compile(config types.Object, diags *diag.Diagnostics) map[string]attr.Value {
	in := tfx.Decode(config)
	first := in.Attrs["jobs"]
	if d.grants != nil {
		first = in.Attrs["grants"]
	}
	options := value.V{Kind: value.Map, Attrs: map[string]value.V{}}
	for _, o := range d.options {
		if v := in.Attrs[o.Name]; v.Kind != value.Null {
			options.Attrs[o.Name] = v
		}
	}
	out, name, problems := d.in(first, options)
	tfx.Diagnostics(problems, name, diags, "options")
	named := map[string]attr.Value{}
	for k, v := range out {
		named[d.resultName(k)] = v
	}
	return named
}

// ValidateConfig finds mistakes among what is written out, before the plan.
func (d operationSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	answering(d.compile).validate(ctx, req, resp)
}

func (d operationSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	answering(d.compile).read(ctx, req, resp)
}

// An answering makes a data source's results of its configuration.
type answering func(config types.Object, diags *diag.Diagnostics) map[string]attr.Value

func (a answering) validate(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config types.Object
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); !resp.Diagnostics.HasError() {
		a(config, &resp.Diagnostics)
	}
}

func (a answering) read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config types.Object
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	out := a(config, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		setState(ctx, config, out, resp)
	}
}

// setState is the configuration with the results put in.
func setState(ctx context.Context, config types.Object, out map[string]attr.Value, resp *datasource.ReadResponse) {
	attrs := config.Attributes()
	for k, v := range out {
		attrs[k] = v
	}
	state, diags := types.ObjectValue(config.AttributeTypes(ctx), attrs)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}
