package issuer

// Keys that are published together.

import (
	"fmt"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// Merge joins keys into what one set can hold: the same key stands once, and two
// keys with one kid are a problem, since a relying party takes either of them.
func Merge(keys []jwk.Key, field string, problems *problem.List) []jwk.Key {
	byKID := map[string]jwk.Key{}
	var out []jwk.Key
	for _, k := range keys {
		other, twice := byKID[k.KID()]
		switch {
		case !twice:
			byKID[k.KID()] = k
			out = append(out, k)
		case other.PublicJWK() == k.PublicJWK():
		case other.Thumbprint() == k.Thumbprint():
			problems.Add(problem.Conflict, field, fmt.Sprintf("one key stands twice with the kid %s, for %s and for %s", problem.Quote(k.KID()), first(other, k), second(other, k)), "Leave one of them out")
		default:
			problems.Add(problem.Conflict, field, "two keys have the kid "+problem.Quote(k.KID()), "Give one of them another kid, or leave it out")
		}
	}
	return jwk.Sorted(out)
}

// first and second put two algorithms in order, so that the text does not hang
// on the order of the keys.
func first(a, b jwk.Key) string  { return min(a.Algorithm(), b.Algorithm()) }
func second(a, b jwk.Key) string { return max(a.Algorithm(), b.Algorithm()) }
