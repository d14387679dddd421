package trustcheck

// The data source cioidc_trust_check.

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var (
	_ datasource.DataSource                   = (*gateSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*gateSource)(nil)
)

// A gateSource is the gate: a check whose verdict stops the plan.
type gateSource struct{}

// NewDataSource is the data source cioidc_trust_check.
func NewDataSource() datasource.DataSource { return gateSource{} }

func (gateSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_trust_check"
}

func (gateSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	blocks := map[string]schema.Attribute{}
	for _, party := range parties.All {
		blocks[party.Name] = schema.DynamicAttribute{Optional: true, MarkdownDescription: "An object. " + party.Block}
	}
	attrs := map[string]schema.Attribute{
		"policy": schema.SingleNestedAttribute{
			Required: true, Attributes: blocks,
			MarkdownDescription: "The document, whoever wrote it: exactly one of " + parties.Listed() + ".",
		},
	}
	for _, o := range optionDocs {
		switch o.name {
		case "jobs":
			attrs[o.name] = schema.ListAttribute{Optional: true, ElementType: tfx.JobType, MarkdownDescription: o.doc}
		case "audiences", "accept_unverified":
			attrs[o.name] = framework.Input("list", false, o.doc)
		case "ignore_findings", "bindings":
			attrs[o.name] = framework.Input("map", false, o.doc)
		default: // tokens: each has claims of its own
			attrs[o.name] = schema.DynamicAttribute{Optional: true, MarkdownDescription: "An object. " + o.doc}
		}
	}
	for _, m := range gateModes {
		attrs[m.name] = framework.Input("string", false, m.doc)
	}
	for _, f := range fields {
		attrs[f.Name] = framework.Output(f)
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: checkDoc + " A document that lets others in, or that has a finding of severity `error`, **stops the plan**; `on_wider`, `on_narrower`, `on_unknown` and `on_findings` say what does." +
			" Inside a `check` block Terraform makes warnings of all of it." + scopeDoc + fmt.Sprintf(framework.TwinDoc, "trust_check"),
		Attributes: attrs,
	}
}

// read takes the check and the gate out of the configuration.
func (gateSource) read(config types.Object) (checked, gate, problem.List) {
	in := tfx.Decode(config)
	options := value.V{Kind: value.Map, Attrs: map[string]value.V{}}
	for _, o := range optionDocs {
		if v := in.Attrs[o.name]; v.Kind != value.Null {
			options.Attrs[o.name] = v
		}
	}
	c, problems := readCheck(in.Attrs["policy"], options)
	g := readGate(in, argument.JobsName(options), &problems)
	return c, g, problems
}

// ValidateConfig finds what cannot be used, before the plan. A verdict is for
// Read: here it would be an error also inside a check block.
func (d gateSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config types.Object
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	_, g, problems := d.read(config)
	tfx.Diagnostics(problems, g.name, &resp.Diagnostics, "options")
}

func (d gateSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config types.Object
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	c, g, problems := d.read(config)
	tfx.Diagnostics(problems, g.name, &resp.Diagnostics, "options")
	if resp.Diagnostics.HasError() {
		return
	}
	c.run()
	g.judge(c, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	framework.SetState(ctx, config, c.values(), resp)
}
