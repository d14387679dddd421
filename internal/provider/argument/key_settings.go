package argument

// Algorithm, size and kid of keys that are made, as arguments.

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// What the docs say of the arguments of keys.
const (
	KIDFormatDoc    = jwk.KIDFormatDoc
	PrivatePEMForms = "PKCS#8, PKCS#1 or SEC1, not encrypted. What is encrypted, cut off, a certificate, an RSA key under 2048 bits, on another curve, or of parts that do not belong together is an error, which repeats nothing of it."
	KIDDoc          = "The key's id, as tokens' header and the JWK set have it."
	PublicPEMDoc    = "The public key as PEM, `PUBLIC KEY` (PKIX)."
	PublicJWKDoc    = "The public key as a JWK (RFC 7517) in JSON, with `use`, `kty`, `kid` and `alg`: an element of `keys` of `jwks(…)`."
)

// A KeySettings is what is said of a key that is to be made, and of its kid.
type KeySettings struct {
	Algorithm types.String
	RSABits   types.Int64
	KIDFormat types.String
}

// Wanted are the algorithm and the size of the key to be made; bits is 0 for
// keys that are not RSA.
func (k KeySettings) Wanted() (name string, bits int) {
	name = jwk.RS256
	if !k.Algorithm.IsNull() {
		name = k.Algorithm.ValueString()
	}
	if !strings.HasPrefix(name, "RS") {
		return name, 0
	}
	bits = jwk.RSABits[0]
	if !k.RSABits.IsNull() {
		bits = int(k.RSABits.ValueInt64())
	}
	return name, bits
}

// Check checks what is said of a key that is to be made, and of its kid. No
// value is repeated: it may be a key that was put into the wrong argument.
func (k KeySettings) Check(given string, problems *problem.List) {
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
	name, bits := k.Wanted()
	if algorithmKnown && bits == 0 && !k.RSABits.IsNull() {
		problems.Add(problem.Conflict, "rsa_bits", "a key for "+name+" is no RSA key", "Leave it out")
	}
	if k.KIDFormat.IsNull() || k.KIDFormat.IsUnknown() {
		return
	}
	format := k.KIDFormat.ValueString()
	if !slices.Contains(jwk.KIDFormats, format) {
		problems.Add(problem.BadValue, "kid_format", "there is no such way to make a kid", "Known are "+strings.Join(jwk.KIDFormats, ", "))
	} else if why := jwk.RSAOnly(format); given == "" && algorithmKnown && bits == 0 && why != "" {
		problems.Add(problem.Conflict, "kid_format", why+", and a key for "+name+" has none", "Take RS256 or another kid_format")
	}
}
