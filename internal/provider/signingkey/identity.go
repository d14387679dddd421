package signingkey

// The resource's identity.

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

var _ resource.ResourceWithIdentity = (*keyResource)(nil)

// identityThumbprint is the one attribute of a key's identity. A thumbprint is of
// the public key alone, and it stays when the kid does not.
const identityThumbprint = "thumbprint"

// IdentitySchema says what names a key, to CLIs that know of identities.
func (keyResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		identityThumbprint: identityschema.StringAttribute{
			RequiredForImport: true, // one of the two must be said, and import is refused
			Description:       "The RFC 7638 thumbprint (SHA-256, base64url) of the public key. It is no secret, it does not change with kid_format, and no key can be imported by it.",
		},
	}}
}

// identify sets the identity of the key that a model holds, as soon as it is
// known; identity is nil where the request has none.
func (m model) identify(ctx context.Context, identity *tfsdk.ResourceIdentity, diags *diag.Diagnostics) {
	if identity == nil || m.PublicKeyPEM.IsNull() || m.PublicKeyPEM.IsUnknown() {
		return
	}
	key, err := jwk.ParsePublicPEM(m.PublicKeyPEM.ValueString())
	if err != nil {
		diags.AddError("The key cannot be identified", "public_key_pem is no public key: "+err.Error()+".")
		return
	}
	diags.Append(identity.SetAttribute(ctx, path.Root(identityThumbprint), key.Thumbprint())...)
}
