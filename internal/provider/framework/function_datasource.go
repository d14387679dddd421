package framework

// The data source form of a function.

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var (
	_ datasource.DataSource                   = (*dataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*dataSource)(nil)
)

// A dataSource is the data source form of a Function: an attribute for
// each parameter and one for each result.
type dataSource struct {
	made    Function
	doc     string // of the data source; the function's lists results
	results []Field
	inputs  map[string]schema.Attribute
}

// DataSource is the data source form of a function, with what its docs say, its
// results and its arguments.
func (c Function) DataSource(doc string, results []Field, inputs map[string]schema.Attribute) func() datasource.DataSource {
	return func() datasource.DataSource { return dataSource{c, doc, results, inputs} }
}

func (d dataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.made.Name
}

func (d dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attrs := map[string]schema.Attribute{}
	for name, a := range d.inputs {
		attrs[name] = a
	}
	for _, f := range d.results {
		attrs[f.Name] = Output(f)
	}
	resp.Schema = schema.Schema{MarkdownDescription: d.doc + fmt.Sprintf(TwinDoc, d.made.Name), Attributes: attrs}
}

// calculate reads the configuration and runs the function.
func (d dataSource) calculate(config types.Object, diags *diag.Diagnostics) map[string]attr.Value {
	in := tfx.Decode(config)
	var args []value.V
	for _, p := range d.made.Parameters {
		args = append(args, in.Attrs[p.Name])
	}
	out, problems := d.made.Run(args)
	KeyDiagnostics(problems, diags)
	object, ok := out.(types.Object)
	if !ok {
		return nil
	}
	return object.Attributes()
}

// ValidateConfig finds mistakes among what is written out, before the plan.
func (d dataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	Answer(d.calculate).Validate(ctx, req, resp)
}

func (d dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	Answer(d.calculate).Read(ctx, req, resp)
}
