package google

import (
	"fmt"

	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// This file says which signing keys and issuers Google Cloud takes.

var takes = issuer.Taker{Keys: takesKeys, Address: takesAddress}

// Tokens: RS256 or ES256 (Google Cloud, configure workload identity federation
// with other providers). Uploaded sets (jwks_json): RSA and EC, at most 8 keys
// (terraform-provider-google, iam_workload_identity_pool_provider). Whether the 8
// hold for sets that Google fetches is not written down: the limit is kept, so
// that the same set can be uploaded.
func takesKeys(keys []jwk.Key, v *issuer.Verdict) {
	v.Only(keys, issuer.No, "Google Cloud takes RS256 and ES256", "RS256", "ES256")
	if len(keys) > 8 {
		v.No(fmt.Sprintf("Google Cloud takes at most 8 keys in jwks_json, this set has %d", len(keys)))
	}
}

// issuer_uri begins with https:// (Google Cloud, as above). That tokens without
// the slash pass where it is configured is inferred from examples only.
func takesAddress(a issuer.Address, v *issuer.Verdict) {
	if a.URL.Scheme != "https" {
		v.No("Google Cloud takes an issuer_uri that begins with https://")
	}
	if a.URL.Port() != "" {
		v.Doubt("whether Google Cloud fetches documents from a port is not written down")
	}
	if a.Slash() {
		v.Doubt("how Google Cloud compares an issuer with a slash at the end is not written down")
	}
}
