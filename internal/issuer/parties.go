package issuer

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// keyRules are what relying parties say of keys.
var keyRules = map[string]func([]jwk.Key, *Verdict){
	// STS took RS256/384/512 and ES256/384/512, and at most 100 RSA and 100 EC keys
	// of a set (observed on 2026-09-11 and published as stackd
	// docs/iam-oidc-trust-controls.md).
	"aws": func(keys []jwk.Key, v *Verdict) {
		only(keys, v, No, "AWS STS takes RS256, RS384, RS512, ES256, ES384 and ES512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
		for _, kind := range []string{"RSA", "EC"} {
			if n := count(keys, kind); n > 100 {
				v.no(fmt.Sprintf("AWS STS takes 100 %s keys of a set, this one has %d", kind, n))
			}
		}
	},
	// RS256 alone is supported, and others "may work" (Microsoft Entra, considerations
	// for federated identity credentials).
	"azure": func(keys []jwk.Key, v *Verdict) {
		only(keys, v, Unknown, "Microsoft Entra supports RS256 only; others may work, and are not promised", "RS256")
	},
	// Tokens: RS256 or ES256 (Google Cloud, configure workload identity federation
	// with other providers). Uploaded sets (jwks_json): RSA and EC, at most 8 keys
	// (terraform-provider-google, iam_workload_identity_pool_provider). Whether the 8
	// hold for sets that Google fetches is not written down: the limit is kept, so
	// that the same set can be uploaded.
	"google": func(keys []jwk.Key, v *Verdict) {
		only(keys, v, No, "Google Cloud takes RS256 and ES256", "RS256", "ES256")
		if len(keys) > 8 {
			v.no(fmt.Sprintf("Google Cloud takes at most 8 keys in jwks_json, this set has %d", len(keys)))
		}
	},
	// RS, ES and PS with 256, 384 and 512, and EdDSA (vault-plugin-auth-jwt 2e68bbaf,
	// path_config.go; OpenBao has the same list).
	"vault": func(keys []jwk.Key, v *Verdict) {
		only(keys, v, No, "Vault's JWT auth method takes RS, ES and PS with 256, 384 and 512, and EdDSA",
			"RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "EdDSA")
	},
}

// only names the keys with other algorithms than those that are taken.
func only(keys []jwk.Key, v *Verdict, otherwise, rule string, algorithms ...string) {
	for _, k := range jwk.Sorted(keys) {
		if slices.Contains(algorithms, k.Algorithm()) {
			continue
		}
		reason := fmt.Sprintf("%s; the key %q is for %s", rule, k.KID(), k.Algorithm())
		if otherwise == No {
			v.no(reason)
		} else {
			v.doubt(reason)
		}
	}
}

func count(keys []jwk.Key, kind string) int {
	n := 0
	for _, k := range keys {
		if k.Type() == kind {
			n++
		}
	}
	return n
}

// An address is an issuer's URL, as its tokens say it and taken apart.
type address struct {
	text string
	url  *url.URL
}

// noIssuer is why no relying party takes the URL for an issuer, or "": an
// issuer's URL has a scheme, a host, and maybe a port and a path (OpenID Connect
// Core 1.0, section 2, iss).
func (a address) noIssuer() string {
	switch {
	case a.url.RawQuery != "" || a.url.ForceQuery:
		return "an issuer's URL has no query (OpenID Connect Core 1.0, section 2)"
	case a.url.Fragment != "" || strings.Contains(a.text, "#"):
		return "an issuer's URL has no fragment (OpenID Connect Core 1.0, section 2)"
	}
	return ""
}

// addressRules are what relying parties say of an issuer's URL. A path alone is
// taken by all of them: CircleCI's issuers have one.
var addressRules = map[string]func(address, *Verdict){
	// 1 to 255 characters, https://, and no port number (IAM API reference,
	// CreateOpenIDConnectProvider: the last is a "should"); :443 is stripped and a
	// slash at the end kept (observed on 2026-09-11, as above).
	"aws": func(a address, v *Verdict) {
		if a.url.Scheme != "https" {
			v.no("AWS takes URLs that begin with https://")
		}
		if len(a.text) > 255 {
			v.no(fmt.Sprintf("AWS takes URLs of at most 255 characters, this one has %d", len(a.text)))
		}
		if a.url.Port() == "443" {
			v.doubt("AWS takes :443 off the provider's URL, and the tokens keep it")
		} else if a.url.Port() != "" {
			v.doubt("AWS says that the URL should not contain a port number")
		}
		if a.slash() {
			v.note("AWS keeps the slash at the end: the provider's URL must have it as the tokens' iss has it")
		}
	},
	// At most 600 characters; issuer and iss are compared exactly, and one with a
	// slash too many failed (Azure/azure-workload-identity#340). https is what OpenID
	// Connect Discovery asks for.
	"azure": func(a address, v *Verdict) {
		if a.url.Scheme != "https" {
			v.no("Microsoft Entra fetches the documents over https")
		}
		if len(a.text) > 600 {
			v.no(fmt.Sprintf("Microsoft Entra takes issuers of at most 600 characters, this one has %d", len(a.text)))
		}
		if a.url.Port() != "" {
			v.doubt("whether Microsoft Entra fetches documents from a port is not written down")
		}
		if a.slash() {
			v.doubt("Microsoft Entra compares the issuer byte for byte, and whether it finds the documents behind a slash at the end is not written down")
		}
	},
	// issuer_uri begins with https:// (Google Cloud, as above). That tokens without
	// the slash pass where it is configured is inferred from examples only.
	"google": func(a address, v *Verdict) {
		if a.url.Scheme != "https" {
			v.no("Google Cloud takes an issuer_uri that begins with https://")
		}
		if a.url.Port() != "" {
			v.doubt("whether Google Cloud fetches documents from a port is not written down")
		}
		if a.slash() {
			v.doubt("how Google Cloud compares an issuer with a slash at the end is not written down")
		}
	},
	// The documents are fetched when the method is configured, from the URL without
	// its last slash; the document's issuer must equal the URL byte for byte (tried
	// with Vault's and OpenBao's code).
	"vault": func(a address, v *Verdict) {
		if a.url.Scheme != "https" {
			v.doubt("OpenID Connect Discovery asks for https, and whether Vault fetches documents over http is not written down")
		}
		if a.slash() {
			v.note("Vault compares byte for byte: oidc_discovery_url and bound_issuer must have the slash at the end as the tokens' iss has it")
		}
	},
}

func (a address) slash() bool { return strings.HasSuffix(a.text, "/") }
