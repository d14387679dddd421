package endtoend

import (
	"sync"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// keySet are the keys that a server is given one after the other.
type keySet struct{ first, second jwk.Key }

var keysOnce = sync.OnceValues(func() (keySet, error) {
	var out keySet
	for _, k := range []*jwk.Key{&out.first, &out.second} {
		made, err := jwk.Generate(jwk.RS256, 0)
		if err != nil {
			return out, err
		}
		*k = made
	}
	return out, nil
})

// plainKeys are made once.
func plainKeys(t testing.TB) keySet {
	t.Helper()
	out, err := keysOnce()
	if err != nil {
		t.Fatal(err)
	}
	return out
}
