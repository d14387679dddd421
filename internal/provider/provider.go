// Package provider is the Terraform provider: a table of contents over the
// functions, data sources and resources of this package.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

var (
	_ provider.Provider                       = (*cioidc)(nil)
	_ provider.ProviderWithFunctions          = (*cioidc)(nil)
	_ provider.ProviderWithEphemeralResources = (*cioidc)(nil)
)

type cioidc struct{ version string }

// New returns the provider's constructor.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &cioidc{version} }
}

func (p *cioidc) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName, resp.Version = "cioidc", p.version
}

func (p *cioidc) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Compiles one description of CI jobs to what AWS, Google Cloud, HashiCorp Vault and Azure take to let exactly those jobs in. The provider has no settings and needs no credentials. It opens no connection but for the data source `cioidc_live_issuer`, which fetches the documents of the issuer that it is given.",
	}
}

func (p *cioidc) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

// Resources are the signing key and the keys of an issuer.
func (p *cioidc) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{newSigningKeyResource, newRotationResource}
}

// EphemeralResources are the signing key that nobody keeps, and tokens.
func (p *cioidc) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{newSigningKeyEphemeral, newTokenEphemeral}
}

// DataSources are one for the jobs of each platform, one for each back end, the
// check, the live check, and what is made of keys.
func (p *cioidc) DataSources(context.Context) []func() datasource.DataSource {
	var out []func() datasource.DataSource
	for _, m := range platform.All() {
		out = append(out, newJobsSource(m))
	}
	for _, o := range operations {
		out = append(out, newDataSource(o))
	}
	out = append(out, newTrustCheckSource, newLiveIssuerSource)
	return append(out, keySources()...)
}

// Functions are jobs, one for each back end, and those that answer questions.
func (p *cioidc) Functions(context.Context) []func() function.Function {
	out := []func() function.Function{newJobsFunction}
	for _, o := range operations {
		out = append(out, newFunction(o))
	}
	for _, c := range calculations() {
		out = append(out, newCalculation(c))
	}
	return out
}
