package trustdocument

// The data source forms of the documents.

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var (
	_ datasource.DataSource                   = (*documentSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*documentSource)(nil)
)

// An documentSource is the data source form of a document.
type documentSource struct{ document }

// DataSources are one for each document.
func DataSources() []func() datasource.DataSource {
	var out []func() datasource.DataSource
	for _, k := range parties.Kinds() {
		out = append(out, func() datasource.DataSource { return documentSource{documentOf(k)} })
	}
	return out
}

func (d documentSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.kind.Name
}

func (d documentSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attrs := map[string]schema.Attribute{}
	if d.kind.Grants != nil {
		grant := map[string]attr.Type{"jobs": tfx.JobsType}
		for _, o := range d.kind.Grants {
			grant[o.Name] = types.StringType
		}
		attrs["grants"] = schema.MapAttribute{Required: true, ElementType: types.ObjectType{AttrTypes: grant}, MarkdownDescription: d.grantsDoc()}
	} else {
		attrs["jobs"] = schema.ListAttribute{
			Required: true, ElementType: tfx.JobType,
			MarkdownDescription: "The jobs: a jobs data source's `jobs`, or `concat(…)` of several.",
		}
	}
	for _, o := range d.options {
		attrs[o.Name] = framework.Input(o.Type, false, o.Doc)
	}
	doc := d.kind.Doc + fmt.Sprintf(framework.TwinDoc, d.kind.Name)
	for _, f := range d.results {
		attrs[d.resultName(f.Name)] = framework.Output(f)
		if name := d.resultName(f.Name); name != f.Name {
			doc += " What the function answers as `" + f.Name + "` is `" + name + "` here."
		}
	}
	resp.Schema = schema.Schema{MarkdownDescription: doc, Attributes: attrs}
}

// resultName is the attribute of a result. The function's result grants has the
// name of the data source's argument, so there it is granted.
func (d documentSource) resultName(name string) string {
	if d.kind.Grants != nil && name == "grants" {
		return "granted"
	}
	return name
}

// compile reads the configuration and makes the document.
func (d documentSource) compile(config types.Object, diags *diag.Diagnostics) map[string]attr.Value {
	in := tfx.Decode(config)
	first := in.Attrs["jobs"]
	if d.kind.Grants != nil {
		first = in.Attrs["grants"]
	}
	options := value.V{Kind: value.Map, Attrs: map[string]value.V{}}
	for _, o := range d.options {
		if v := in.Attrs[o.Name]; v.Kind != value.Null {
			options.Attrs[o.Name] = v
		}
	}
	out, name, problems := d.calculate(first, options)
	tfx.Diagnostics(problems, name, diags, "options")
	named := map[string]attr.Value{}
	for k, v := range out {
		named[d.resultName(k)] = v
	}
	return named
}

// ValidateConfig finds mistakes among what is written out, before the plan.
func (d documentSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	framework.Answer(d.compile).Validate(ctx, req, resp)
}

func (d documentSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	framework.Answer(d.compile).Read(ctx, req, resp)
}
