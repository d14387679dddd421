// Package signingkey holds the resource and the ephemeral resource cioidc_signing_key.
package signingkey

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
)

// Where the key material of a signing key comes from: generated, or the
// argument that holds it.
const (
	originGenerated = "generated"
	originPrivate   = "private_key_pem"
	originWriteOnly = "private_key_pem_wo"
	originPublic    = "public_key_pem"
)

// What the attributes of the resource and its ephemeral twin have in common.
const (
	resourceDoc = "A key that signs CI jobs' tokens: made here, or taken from elsewhere. RSA with 2048, 3072 or 4096 bits, P-256, P-384 and Ed25519 are made; RSA up to 8192 bits is taken.\n\n"

	algorithmDoc = "What tokens are signed with, as JOSE names it (RFC 7518, section 3.1; RFC 8037): `RS256` (the default), `RS384`, `RS512`, `ES256` (P-256), `ES384` (P-384) or `EdDSA` (Ed25519). " +
		"Only for a key that is made here: with a key from elsewhere it is an error, and reads as `RS256`, `ES256`, `ES384` or `EdDSA`, whichever fits the key. `RS256` is the one that every relying party takes."
	rsaBitsDoc = "Size of an RSA key in bits: 2048 (the default), 3072 or 4096. Only for an RSA key that is made here; null for other keys."

	privateJWKDoc = "The private key as a JWK in JSON."
)

// A signingKey is what the resource and its twin hold alike.
type signingKey struct {
	Algorithm     types.String `tfsdk:"algorithm"`
	RSABits       types.Int64  `tfsdk:"rsa_bits"`
	PrivateKeyPEM types.String `tfsdk:"private_key_pem"`
	KIDFormat     types.String `tfsdk:"kid_format"`
	KID           types.String `tfsdk:"kid"`
	PublicKeyPEM  types.String `tfsdk:"public_key_pem"`
	PublicJWK     types.String `tfsdk:"public_jwk"`
	PrivateJWK    types.String `tfsdk:"private_jwk"`
}

// settings are what is said of the key where it is made here, and of its kid.
func (k signingKey) settings() argument.KeySettings {
	return argument.KeySettings{Algorithm: k.Algorithm, RSABits: k.RSABits, KIDFormat: k.KIDFormat}
}

// named gives the key its kid; a format that does not fit is a problem.
func (k signingKey) named(key jwk.Key, problems *problem.List) jwk.Key {
	format := jwk.KIDThumbprint
	if !k.KIDFormat.IsNull() {
		format = k.KIDFormat.ValueString()
	}
	out, err := key.Named(format)
	if err != nil {
		jwk.Note(err, "kid_format", problems)
		return key
	}
	return out
}

// show fills in what follows from the key. Texts that the user gave stay as they
// are.
func (k *signingKey) show(key jwk.Key, given signingKey) {
	k.Algorithm = types.StringValue(key.Algorithm())
	k.RSABits = types.Int64Null()
	if bits := key.Bits(); bits > 0 {
		k.RSABits = types.Int64Value(int64(bits))
	}
	k.KID = types.StringValue(key.KID())
	k.PublicJWK = types.StringValue(key.PublicJWK())
	k.PublicKeyPEM, k.PrivateKeyPEM, k.PrivateJWK = given.PublicKeyPEM, types.StringNull(), types.StringNull()
	if k.PublicKeyPEM.IsNull() {
		k.PublicKeyPEM = types.StringValue(key.PublicPEM())
	}
	if !key.HasPrivate() {
		return
	}
	k.PrivateKeyPEM, k.PrivateJWK = given.PrivateKeyPEM, types.StringValue(key.PrivateJWK())
	if k.PrivateKeyPEM.IsNull() {
		k.PrivateKeyPEM = types.StringValue(key.PrivatePEM())
	}
}

// pending marks what follows from the key as unknown, but for what the user gave
// and what cannot be there.
func (k *signingKey) pending(given signingKey, private bool) {
	k.KID, k.PublicJWK, k.PublicKeyPEM = types.StringUnknown(), types.StringUnknown(), given.PublicKeyPEM
	if k.PublicKeyPEM.IsNull() {
		k.PublicKeyPEM = types.StringUnknown()
	}
	k.PrivateKeyPEM, k.PrivateJWK = types.StringNull(), types.StringNull()
	if private {
		k.PrivateKeyPEM, k.PrivateJWK = given.PrivateKeyPEM, types.StringUnknown()
		if k.PrivateKeyPEM.IsNull() {
			k.PrivateKeyPEM = types.StringUnknown()
		}
	}
}
