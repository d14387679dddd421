package azure

import (
	"fmt"

	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// This file says which signing keys and issuers Microsoft Entra takes.

var takes = issuer.Taker{Keys: takesKeys, Address: takesAddress}

// RS256 alone is supported, and others "may work" (Microsoft Entra, considerations
// for federated identity credentials).
func takesKeys(keys []jwk.Key, v *issuer.Verdict) {
	v.Only(keys, issuer.Unknown, "Microsoft Entra supports RS256 only; others may work, and are not promised", "RS256")
}

// At most 600 characters; issuer and iss are compared exactly, and one with a
// slash too many failed (Azure/azure-workload-identity#340). https is what OpenID
// Connect Discovery asks for.
func takesAddress(a issuer.Address, v *issuer.Verdict) {
	if a.URL.Scheme != "https" {
		v.No("Microsoft Entra fetches the documents over https")
	}
	if len(a.Text) > 600 {
		v.No(fmt.Sprintf("Microsoft Entra takes issuers of at most 600 characters, this one has %d", len(a.Text)))
	}
	if a.URL.Port() != "" {
		v.Doubt("whether Microsoft Entra fetches documents from a port is not written down")
	}
	if a.Slash() {
		v.Doubt("Microsoft Entra compares the issuer byte for byte, and whether it finds the documents behind a slash at the end is not written down")
	}
}
