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
	_ datasource.DataSource                   = (*calculationSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*calculationSource)(nil)
)

// A calculationSource is the data source form of a calculation: an attribute for
// each parameter and one for each result.
type calculationSource struct {
	calculation
	doc     string // of the data source; the calculation's lists results
	inputs  map[string]schema.Attribute
	results []field
}

// keySources are the data source forms of what is made of keys.
func keySources() []func() datasource.DataSource {
	return []func() datasource.DataSource{
		func() datasource.DataSource {
			return calculationSource{jwksCalculation(), jwksDoc, map[string]schema.Attribute{
				"keys": input("list", true, "The keys, each one of: "+jwksKeysDoc),
			}, jwksFields}
		},
		func() datasource.DataSource {
			return calculationSource{issuerDocumentsCalculation(), issuerDocumentsDoc, map[string]schema.Attribute{
				"url":  input("string", true, issuerURLDoc),
				"jwks": input("string", true, issuerJWKSDoc),
			}, issuerDocumentsFields}
		},
	}
}

func (d calculationSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.name
}

func (d calculationSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attrs := map[string]schema.Attribute{}
	for name, a := range d.inputs {
		attrs[name] = a
	}
	for _, f := range d.results {
		attrs[f.name] = output(f)
	}
	resp.Schema = schema.Schema{MarkdownDescription: d.doc + sprintf(twinDoc, d.name), Attributes: attrs}
}

// calculate reads the configuration and runs the calculation.
func (d calculationSource) calculate(config types.Object, diags *diag.Diagnostics) map[string]attr.Value {
	in := tfx.Decode(config)
	var args []value.V
	for _, p := range d.parameters {
		args = append(args, in.Attrs[p.name])
	}
	out, problems := d.run(args)
	keyDiagnostics(problems, diags)
	object, ok := out.(types.Object)
	if !ok {
		return nil
	}
	return object.Attributes()
}

// ValidateConfig finds mistakes among what is written out, before the plan.
func (d calculationSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	answering(d.calculate).validate(ctx, req, resp)
}

func (d calculationSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	answering(d.calculate).read(ctx, req, resp)
}
