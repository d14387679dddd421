package signingkey

// The resource cioidc_signing_key.

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
)

var (
	_ resource.Resource                   = (*keyResource)(nil)
	_ resource.ResourceWithValidateConfig = (*keyResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*keyResource)(nil)
	_ resource.ResourceWithImportState    = (*keyResource)(nil)
)

// A keyResource keeps a key in state: all of it, or its public part.
type keyResource struct{}

// NewResource is the resource cioidc_signing_key.
func NewResource() resource.Resource { return keyResource{} }

// A model is the resource's configuration, plan or state.
type model struct {
	signingKey
	PrivateKeyPEMWO        types.String `tfsdk:"private_key_pem_wo"`
	PrivateKeyPEMWOVersion types.Int64  `tfsdk:"private_key_pem_wo_version"`
	Origin                 types.String `tfsdk:"origin"`
}

func (keyResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_signing_key"
	// Another PEM is another key in the same place.
	resp.ResourceBehavior.MutableIdentity = true
}

func (keyResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: resourceDoc +
			"The key comes from one place: it is made here (`algorithm`, `rsa_bits`, or nothing), or given as `private_key_pem`, `private_key_pem_wo` or `public_key_pem`. " +
			"Where the private key lies then:\n\n" +
			"| given | private key in the state | for |\n| --- | --- | --- |\n" +
			"| nothing, or `algorithm` | yes, in clear text | trials, and states that are encrypted and guarded like the key |\n" +
			"| `private_key_pem` | yes, in clear text | the same, with a key from elsewhere |\n" +
			"| `private_key_pem_wo` and `private_key_pem_wo_version` | no, only the public part | a key from a secret store or from the ephemeral `cioidc_signing_key` (Terraform and OpenTofu 1.11 and above) |\n" +
			"| `public_key_pem` | no, the provider never sees it | a key in a KMS or an HSM |\n\n" +
			"Changing `kid_format` keeps the key. A new key takes the old one's place at once: announce it first, in the set that is published, for as long as relying parties keep that.\n\n" +
			"**There is no import**, by id or by identity: Terraform prints what is imported by. Give the key as an argument instead. " +
			"The identity of the resource, which Terraform and OpenTofu keep from 1.12 on, is `thumbprint`, the RFC 7638 thumbprint of the public key.",
		Attributes: map[string]schema.Attribute{
			"algorithm": schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: algorithmDoc + " Another algorithm makes another key."},
			"rsa_bits":  schema.Int64Attribute{Optional: true, Computed: true, MarkdownDescription: rsaBitsDoc + " Another size makes another key."},
			"private_key_pem": schema.StringAttribute{
				Optional: true, Computed: true, Sensitive: true,
				MarkdownDescription: "The private key as PEM: as given, or, of a key that is made here, in PKCS#8. Null with `private_key_pem_wo` and `public_key_pem`. It is kept in the state in clear text. One that is given is " + argument.PrivatePEMForms,
			},
			"private_key_pem_wo": schema.StringAttribute{
				Optional: true, WriteOnly: true, Sensitive: true,
				MarkdownDescription: "The private key as PEM, of which only the public part is kept, in plan and state alike. It is read when the resource is created and when `private_key_pem_wo_version` changes, and needs that beside it. " + argument.PrivatePEMForms,
			},
			"private_key_pem_wo_version": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "A number of your own that goes with `private_key_pem_wo`: change it when the key has changed, for Terraform cannot see that. What follows from the key is known only after the apply then.",
			},
			"public_key_pem": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: argument.PublicPEMDoc + " As given, where it is given: `PUBLIC KEY`, or `RSA PUBLIC KEY` in PKCS#1. A private key here is an error, which repeats nothing of it.",
			},
			"kid_format":  schema.StringAttribute{Optional: true, Computed: true, Default: stringdefault.StaticString(jwk.KIDThumbprint), MarkdownDescription: argument.KIDFormatDoc},
			"kid":         schema.StringAttribute{Computed: true, MarkdownDescription: argument.KIDDoc},
			"public_jwk":  schema.StringAttribute{Computed: true, MarkdownDescription: argument.PublicJWKDoc},
			"private_jwk": schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: privateJWKDoc + " Null where `private_key_pem` is."},
			"origin":      schema.StringAttribute{Computed: true, MarkdownDescription: "Where the key is from: `generated`, or the argument that gave it: `private_key_pem`, `private_key_pem_wo` or `public_key_pem`."},
		},
	}
}

func (keyResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var config, plan model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	var problems problem.List
	plan.apply(config, nil, &problems)
	if framework.KeyDiagnostics(problems, &resp.Diagnostics); !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
		plan.identify(ctx, resp.Identity, &resp.Diagnostics)
	}
}

func (keyResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var config, plan, state model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	var problems problem.List
	plan.apply(config, &state, &problems)
	if framework.KeyDiagnostics(problems, &resp.Diagnostics); !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
		plan.identify(ctx, resp.Identity, &resp.Diagnostics)
	}
}

// Read has nothing to read: the state is all there is. States that an older CLI
// or version wrote get their identity here.
func (keyResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	if req.Identity != nil && !req.Identity.Raw.IsFullyNull() {
		return
	}
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); !resp.Diagnostics.HasError() {
		state.identify(ctx, resp.Identity, &resp.Diagnostics)
	}
}

// Delete has nothing to delete but the state.
func (keyResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {
}

// ImportState refuses, by id and by identity: an import id is printed, and stands
// in the shell's history, and an identity holds no key. Neither is repeated.
func (keyResource) ImportState(_ context.Context, _ resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resp.Diagnostics.AddError("Signing keys are not imported",
		"Terraform prints what a resource is imported by, so a key would end in logs. Give the key as private_key_pem_wo (with private_key_pem_wo_version), private_key_pem or public_key_pem and apply. If the id was a private key, it is printed above: replace it.")
}
