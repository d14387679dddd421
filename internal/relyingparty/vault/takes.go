package vault

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// This file says which signing keys and issuers Vault and OpenBao takes.

var takes = issuer.Taker{Keys: takesKeys, Address: takesAddress}

// RS, ES and PS with 256, 384 and 512, and EdDSA (vault-plugin-auth-jwt 2e68bbaf,
// path_config.go; OpenBao has the same list).
func takesKeys(keys []jwk.Key, v *issuer.Verdict) {
	v.Only(keys, issuer.No, "Vault's JWT auth method takes RS, ES and PS with 256, 384 and 512, and EdDSA",
		"RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "EdDSA")
}

// The documents are fetched when the method is configured, from the URL without
// its last slash; the document's issuer must equal the URL byte for byte (tried
// with Vault's and OpenBao's code).
func takesAddress(a issuer.Address, v *issuer.Verdict) {
	if a.URL.Scheme != "https" {
		v.Doubt("OpenID Connect Discovery asks for https, and whether Vault fetches documents over http is not written down")
	}
	if a.Slash() {
		v.Note("Vault compares byte for byte: oidc_discovery_url and bound_issuer must have the slash at the end as the tokens' iss has it")
	}
}
