package signingkey

// The ephemeral resource cioidc_signing_key.

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
)

var (
	_ ephemeral.EphemeralResource                   = (*keyEphemeral)(nil)
	_ ephemeral.EphemeralResourceWithValidateConfig = (*keyEphemeral)(nil)
)

// A keyEphemeral makes or reads a key that nobody keeps.
type keyEphemeral struct{}

// NewEphemeral is the ephemeral resource cioidc_signing_key.
func NewEphemeral() ephemeral.EphemeralResource { return keyEphemeral{} }

func (keyEphemeral) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_signing_key"
}

func (keyEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: resourceDoc +
			"Nothing of it is kept in plan or state. **It makes another key each time it is opened, which Terraform does in the plan and again in the apply**, so its results go into write-only arguments only, and those take the key when their version changes: " +
			"hand `private_key_pem` to the write-only argument of a secret store and to `private_key_pem_wo` of the resource `cioidc_signing_key` with one version for both, and both hold the same key, its public part in the state. Where one of the two fails in an apply, change the version: the next apply has another key. " +
			"With `private_key_pem` it makes nothing and shows that key in the other forms. Terraform 1.10 or OpenTofu 1.11 is needed.",
		Attributes: map[string]schema.Attribute{
			"algorithm":       schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: algorithmDoc},
			"rsa_bits":        schema.Int64Attribute{Optional: true, Computed: true, MarkdownDescription: rsaBitsDoc},
			"private_key_pem": schema.StringAttribute{Optional: true, Computed: true, Sensitive: true, MarkdownDescription: "The private key as PEM: as given, or, of a key that is made here, in PKCS#8. One that is given is " + argument.PrivatePEMForms},
			"kid_format":      schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: argument.KIDFormatDoc},
			"kid":             schema.StringAttribute{Computed: true, MarkdownDescription: argument.KIDDoc},
			"public_key_pem":  schema.StringAttribute{Computed: true, MarkdownDescription: argument.PublicPEMDoc},
			"public_jwk":      schema.StringAttribute{Computed: true, MarkdownDescription: argument.PublicJWKDoc},
			"private_jwk":     schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: privateJWKDoc},
		},
	}
}

// ValidateConfig finds what cannot be used, as far as it is known.
func (keyEphemeral) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	var config signingKey
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	var problems problem.List
	config.checkEphemeral(&problems)
	framework.KeyDiagnostics(problems, &resp.Diagnostics)
}

// checkEphemeral reads the configuration for mistakes.
func (k signingKey) checkEphemeral(problems *problem.List) {
	given := ""
	if !k.PrivateKeyPEM.IsNull() && !k.PrivateKeyPEM.IsUnknown() {
		given = originPrivate
		read(given, k.PrivateKeyPEM, problems)
	}
	k.settings().Check(given, problems)
}

// Open makes the key, or reads the one that is given.
func (keyEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var config signingKey
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	var problems problem.List
	config.checkEphemeral(&problems)
	result := config
	if len(problems) == 0 {
		var key jwk.Key
		if config.PrivateKeyPEM.IsNull() {
			var err error
			if key, err = jwk.Generate(config.settings().Wanted()); err != nil {
				jwk.Note(err, "algorithm", &problems)
			}
		} else {
			key, _ = read(originPrivate, config.PrivateKeyPEM, &problems)
		}
		if len(problems) == 0 {
			result.show(config.named(key, &problems), config)
		}
	}
	if framework.KeyDiagnostics(problems, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	if result.KIDFormat.IsNull() {
		result.KIDFormat = types.StringValue(jwk.KIDThumbprint)
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, result)...)
}
