package issuer

import (
	"fmt"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file says whether relying parties take keys and issuers. What each of them
// takes, it says itself, as a Taker.

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

// A Taker is what a relying party says of keys and of an issuer's URL. A path alone
// is taken by all of them: CircleCI's issuers have one.
type Taker struct {
	Keys    func([]jwk.Key, *Verdict)
	Address func(Address, *Verdict)
}

// No, Doubt and Note add a reason; a verdict never gets better.
func (v *Verdict) No(reason string) { v.Taken, v.Reasons = No, append(v.Reasons, reason) }

// Doubt adds a reason why nobody knows.
func (v *Verdict) Doubt(reason string) {
	if v.Taken == Yes {
		v.Taken = Unknown
	}
	v.Reasons = append(v.Reasons, reason)
}

// Note adds what to know.
func (v *Verdict) Note(reason string) { v.Reasons = append(v.Reasons, reason) }

// Only names the keys with other algorithms than those that are taken: otherwise
// (No or Unknown) is what becomes of those.
func (v *Verdict) Only(keys []jwk.Key, otherwise, rule string, algorithms ...string) {
	for _, k := range jwk.Sorted(keys) {
		if slices.Contains(algorithms, k.Algorithm()) {
			continue
		}
		reason := fmt.Sprintf("%s; the key %q is for %s", rule, k.KID(), k.Algorithm())
		if otherwise == No {
			v.No(reason)
		} else {
			v.Doubt(reason)
		}
	}
}

// Count counts the keys of a type, RSA or EC.
func Count(keys []jwk.Key, kind string) int {
	n := 0
	for _, k := range keys {
		if k.Type() == kind {
			n++
		}
	}
	return n
}

// Judge says of each relying party, by name, whether it takes tokens of every one of
// the keys and, unless at is empty, of the issuer with this URL.
func Judge(takers map[string]Taker, keys []jwk.Key, at string) map[string]Verdict {
	out := map[string]Verdict{}
	address, known := parse(at, "", &problem.List{})
	for name, taker := range takers {
		v := Verdict{Taken: Yes, Reasons: []string{}}
		if len(keys) == 0 {
			v.No("the set has no key, so no token can be verified")
		}
		taker.Keys(keys, &v)
		if reason := address.noIssuer(); known && reason != "" {
			v.No(reason)
		} else if known {
			taker.Address(address, &v)
		}
		slices.Sort(v.Reasons)
		v.Reasons = slices.Compact(v.Reasons)
		out[name] = v
	}
	return out
}
