package issuer

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// Whether a relying party takes keys or an issuer.
const (
	Yes     = "yes"
	No      = "no"
	Unknown = "unknown" // nothing that its vendor says or that was seen decides it
)

// A Verdict is what one relying party makes of keys or an issuer.
type Verdict struct {
	Taken   string   // Yes, No or Unknown
	Reasons []string // why it is not Yes, and what to know where it is; sentences without a final full stop
}

// Parties are the relying parties, by the names that the verdicts have. vault
// stands for HashiCorp Vault and OpenBao.
var Parties = []string{"aws", "azure", "google", "vault"}

// no, doubt and note add a reason; a verdict never gets better.
func (v *Verdict) no(reason string) { v.Taken, v.Reasons = No, append(v.Reasons, reason) }

func (v *Verdict) doubt(reason string) {
	if v.Taken == Yes {
		v.Taken = Unknown
	}
	v.Reasons = append(v.Reasons, reason)
}

func (v *Verdict) note(reason string) { v.Reasons = append(v.Reasons, reason) }

// Keys says of each relying party whether it takes tokens of every one of the
// keys.
func Keys(keys []jwk.Key) map[string]Verdict { return judge(keys, nil) }

// judge asks each relying party about keys and, where there is one, the issuer.
func judge(keys []jwk.Key, at *address) map[string]Verdict {
	out := map[string]Verdict{}
	for _, name := range Parties {
		v := Verdict{Taken: Yes, Reasons: []string{}}
		if len(keys) == 0 {
			v.no("the set has no key, so no token can be verified")
		}
		keyRules[name](keys, &v)
		if at != nil {
			if reason := at.noIssuer(); reason != "" {
				v.no(reason)
			} else {
				addressRules[name](*at, &v)
			}
		}
		slices.Sort(v.Reasons)
		v.Reasons = slices.Compact(v.Reasons)
		out[name] = v
	}
	return out
}
