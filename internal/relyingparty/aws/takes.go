package aws

import (
	"fmt"

	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// This file says which signing keys and issuers AWS takes.

var takes = issuer.Taker{Keys: takesKeys, Address: takesAddress}

// STS took RS256/384/512 and ES256/384/512, and at most 100 RSA and 100 EC keys
// of a set (observed on 2026-09-11 and published as stackd
// docs/iam-oidc-trust-controls.md).
func takesKeys(keys []jwk.Key, v *issuer.Verdict) {
	v.Only(keys, issuer.No, "AWS STS takes RS256, RS384, RS512, ES256, ES384 and ES512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
	for _, kind := range []string{"RSA", "EC"} {
		if n := issuer.Count(keys, kind); n > 100 {
			v.No(fmt.Sprintf("AWS STS takes 100 %s keys of a set, this one has %d", kind, n))
		}
	}
}

// 1 to 255 characters, https://, and no port number (IAM API reference,
// CreateOpenIDConnectProvider: the last is a "should"); :443 is stripped and a
// slash at the end kept (observed on 2026-09-11, as above).
func takesAddress(a issuer.Address, v *issuer.Verdict) {
	if a.URL.Scheme != "https" {
		v.No("AWS takes URLs that begin with https://")
	}
	if len(a.Text) > 255 {
		v.No(fmt.Sprintf("AWS takes URLs of at most 255 characters, this one has %d", len(a.Text)))
	}
	if a.URL.Port() == "443" {
		v.Doubt("AWS takes :443 off the provider's URL, and the tokens keep it")
	} else if a.URL.Port() != "" {
		v.Doubt("AWS says that the URL should not contain a port number")
	}
	if a.Slash() {
		v.Note("AWS keeps the slash at the end: the provider's URL must have it as the tokens' iss has it")
	}
}
