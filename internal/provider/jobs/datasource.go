package jobs

// The data sources cioidc_<platform>_jobs.

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var (
	_ datasource.DataSource                   = (*jobsSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*jobsSource)(nil)
)

// A jobsSource is cioidc_<platform>_jobs; its schema is the platform's filters.
type jobsSource struct{ p *platform.Platform }

// DataSources are one for each platform.
func DataSources() []func() datasource.DataSource {
	var out []func() datasource.DataSource
	for _, p := range platform.All() {
		out = append(out, func() datasource.DataSource { return jobsSource{p} })
	}
	return out
}

func (d jobsSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.p.Name + "_jobs"
}

func (d jobsSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attrs := map[string]schema.Attribute{"name": framework.Input("string", false, nameDoc)}
	for _, f := range fields {
		attrs[f.Name] = framework.Output(f)
	}
	for _, f := range d.p.Filters {
		doc := f.Doc
		if f.Default != "" {
			doc += " Default `" + f.Default + "`."
		}
		if f.Role == platform.RoleAudiences { // both said and answered
			attrs[f.Name] = schema.ListAttribute{Optional: true, Computed: true, ElementType: types.StringType, MarkdownDescription: doc}
			continue
		}
		attrs[f.Name] = framework.Input(f.Type(), required(d.p, f), doc)
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Describes which jobs of " + d.p.Title + " are meant. " + audienceDoc(d.p) + fmt.Sprintf(framework.TwinDoc, "jobs"),
		Attributes:          attrs,
	}
}

// filters takes the filters out of the configuration.
func (d jobsSource) filters(config types.Object) value.V {
	in := tfx.Decode(config)
	filters := value.V{Kind: value.Map, Attrs: map[string]value.V{}}
	names := []string{trust.NameKey}
	for _, f := range d.p.Filters {
		names = append(names, f.Name)
	}
	for _, name := range names {
		if v := in.Attrs[name]; v.Kind != value.Null {
			filters.Attrs[name] = v
		}
	}
	return filters
}

// ValidateConfig finds mistakes among what is written out, before the plan.
func (d jobsSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config types.Object
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	described, problems := trust.Describe(d.p.Name, d.filters(config))
	tfx.Diagnostics(problems, described.Name, &resp.Diagnostics, "filters")
}

func (d jobsSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config types.Object
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	out, name, problems := describe(d.p.Name, d.filters(config))
	tfx.Diagnostics(problems, name, &resp.Diagnostics, "filters")
	if resp.Diagnostics.HasError() {
		return
	}
	if said := config.Attributes()["audiences"]; said != nil && !said.IsNull() {
		out["audiences"] = said // what the user wrote stays as it is; jobs has it sorted
	}
	framework.SetState(ctx, config, out, resp)
}
