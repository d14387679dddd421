package provider

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
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
	signingKeyDoc = "A key that signs CI jobs' tokens: made here, or taken from elsewhere. RSA with 2048, 3072 or 4096 bits, P-256, P-384 and Ed25519 are made; RSA up to 8192 bits is taken.\n\n"

	algorithmDoc = "What tokens are signed with, as JOSE names it (RFC 7518, section 3.1; RFC 8037): `RS256` (the default), `RS384`, `RS512`, `ES256` (P-256), `ES384` (P-384) or `EdDSA` (Ed25519). " +
		"Only for a key that is made here: with a key from elsewhere it is an error, and reads as `RS256`, `ES256`, `ES384` or `EdDSA`, whichever fits the key. `RS256` is the one that every relying party takes."
	rsaBitsDoc   = "Size of an RSA key in bits: 2048 (the default), 3072 or 4096. Only for an RSA key that is made here; null for other keys."
	kidFormatDoc = "How `kid` is made: `rfc7638` (the default; the key's thumbprint, RFC 7638 with SHA-256), `kubernetes` (as kube-apiserver does: base64url of the SHA-256 of the public key's PKIX DER), or `semaphore` (as Semaphore does: the MD5, in hex, of the base64url text of the modulus; RSA only, others are an error)."

	kidDoc          = "The key's id, as tokens' header and the JWK set have it."
	publicPEMDoc    = "The public key as PEM, `PUBLIC KEY` (PKIX)."
	publicJWKDoc    = "The public key as a JWK (RFC 7517) in JSON, with `use`, `kty`, `kid` and `alg`: an element of `keys` of `jwks(…)`."
	privateJWKDoc   = "The private key as a JWK in JSON."
	privatePEMForms = "PKCS#8, PKCS#1 or SEC1, not encrypted. What is encrypted, cut off, a certificate, an RSA key under 2048 bits, on another curve, or of parts that do not belong together is an error, which repeats nothing of it."
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

// wanted are the algorithm and the size of the key to be made; bits is 0 for
// keys that are not RSA.
func wanted(algorithm types.String, rsaBits types.Int64) (name string, bits int) {
	name = jwk.RS256
	if !algorithm.IsNull() {
		name = algorithm.ValueString()
	}
	if !strings.HasPrefix(name, "RS") {
		return name, 0
	}
	bits = jwk.RSABits[0]
	if !rsaBits.IsNull() {
		bits = int(rsaBits.ValueInt64())
	}
	return name, bits
}

// settings checks what is said of a key that is to be made, and of its kid. No
// value is repeated: it may be a key that was put into the wrong argument.
func (k signingKey) settings(given string, problems *problem.List) {
	if given != "" {
		for name, null := range map[string]bool{"algorithm": k.Algorithm.IsNull(), "rsa_bits": k.RSABits.IsNull()} {
			if !null {
				problems.Add(problem.Conflict, name, "it is for a key that is made here, and "+given+" gives one from elsewhere", "Leave one of them out")
			}
		}
	}
	algorithmKnown := !k.Algorithm.IsUnknown()
	if !k.Algorithm.IsNull() && algorithmKnown && !slices.Contains(jwk.Algorithms, k.Algorithm.ValueString()) {
		problems.Add(problem.BadValue, "algorithm", "no keys are made for this algorithm", "Known are "+strings.Join(jwk.Algorithms, ", "))
		algorithmKnown = false
	}
	if !k.RSABits.IsNull() && !k.RSABits.IsUnknown() && !slices.Contains(jwk.RSABits, int(k.RSABits.ValueInt64())) {
		problems.Add(problem.BadValue, "rsa_bits", "RSA keys are made with 2048, 3072 or 4096 bits", "")
	}
	name, bits := wanted(k.Algorithm, k.RSABits)
	if algorithmKnown && bits == 0 && !k.RSABits.IsNull() {
		problems.Add(problem.Conflict, "rsa_bits", "a key for "+name+" is no RSA key", "Leave it out")
	}
	if k.KIDFormat.IsNull() || k.KIDFormat.IsUnknown() {
		return
	}
	format := k.KIDFormat.ValueString()
	if !slices.Contains(jwk.KIDFormats, format) {
		problems.Add(problem.BadValue, "kid_format", "there is no such way to make a kid", "Known are "+strings.Join(jwk.KIDFormats, ", "))
	} else if given == "" && algorithmKnown && bits == 0 && format == jwk.KIDSemaphore {
		problems.Add(problem.Conflict, "kid_format", "Semaphore signs with RSA only, so its kid is made of an RSA key's modulus, and a key for "+name+" has none", "Take RS256 or another kid_format")
	}
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
