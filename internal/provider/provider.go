// Package provider is the Terraform provider: its registries, which list what the
// packages below offer. Each of those has one concept; framework, argument and
// result are what they share, and none imports another concept.
package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/cioidc/terraform-provider-cioidc/internal/provider/admission"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/jobs"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/pipeline"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/rotation"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/signingkey"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/subject"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/token"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/trustcheck"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/trustdocument"
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
	return []func() resource.Resource{signingkey.NewResource, rotation.NewResource}
}

// EphemeralResources are the signing key that nobody keeps, and tokens.
func (p *cioidc) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{signingkey.NewEphemeral, token.NewEphemeral}
}

// DataSources are one for the jobs of each platform, one for each document, the
// check, the live check, and what is made of keys.
func (p *cioidc) DataSources(context.Context) []func() datasource.DataSource {
	return slices.Concat(
		jobs.DataSources(),
		trustdocument.DataSources(),
		[]func() datasource.DataSource{trustcheck.NewDataSource, issuer.NewLive},
		issuer.DataSources(),
	)
}

// Functions are jobs, one for each document, and those that answer questions.
func (p *cioidc) Functions(context.Context) []func() function.Function {
	out := append([]func() function.Function{jobs.NewFunction}, trustdocument.Functions()...)
	for _, f := range questions() {
		out = append(out, f.Constructor())
	}
	return out
}

// questions are the functions that answer one question each, in the order of the
// docs.
func questions() []framework.Function {
	out := []framework.Function{subject.Make(), subject.Parse(), token.Decode(), pattern.Covers()}
	out = append(out, admission.Functions()...)
	return append(out, trustcheck.Function(), issuer.JWKS(), issuer.Documents(), pipeline.Function())
}
