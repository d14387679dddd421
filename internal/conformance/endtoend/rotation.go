package endtoend

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// A turn is an issuer's keys between two changes of the rotation.
type turn struct {
	set   string // the JWK set that is published
	signs jwk.Key
	next  jwk.Key // made, and not published yet
}

// turns lets the resource cioidc_signing_key_rotation rotate twice, at the times
// that it says itself: one key signs; another takes over and the first is
// retained; the first is gone.
func turns(t *testing.T, p *Provider) (before, during, after turn) {
	t.Helper()
	at := "2026-01-01T00:00:00Z"
	var kept *Resource
	step := func() turn {
		t.Helper()
		var got object
		kept, got = p.Apply(kept, "cioidc_signing_key_rotation", object{"token_lifetime": "24h", "rotate_every": "30d", "as_of": at})
		at, _ = got["next_change_at"].(string)
		next, _ := got["next"].(object)
		out := turn{signs: private(t, got["signing_private_key_pem"], got["signing_kid"]), next: private(t, next["private_key_pem"], next["kid"])}
		out.set, _ = got["jwks_json"].(string)
		return out
	}
	before, during, after = step(), step(), step()
	for i, want := range []struct {
		turn      turn
		published []jwk.Key
		not       []jwk.Key
	}{
		{before, []jwk.Key{before.signs, during.signs}, []jwk.Key{before.next}},
		{during, []jwk.Key{before.signs, during.signs, before.next}, []jwk.Key{during.next}},
		{after, []jwk.Key{during.signs, before.next}, []jwk.Key{before.signs}},
	} {
		keys, _, err := jwk.ParseJSON(want.turn.set)
		if err != nil || len(keys) != len(want.published) {
			t.Fatalf("turn %d: %d keys, %v", i, len(keys), err)
		}
		kids := map[string]bool{}
		for _, k := range keys {
			kids[k.KID()] = true
		}
		for _, k := range want.published {
			if !kids[k.KID()] {
				t.Fatalf("turn %d: %v is not published", i, k)
			}
		}
		for _, k := range want.not {
			if kids[k.KID()] {
				t.Fatalf("turn %d: %v is published", i, k)
			}
		}
	}
	return before, during, after
}

// private reads a key of the resource, and holds its kid to what the resource says.
func private(t *testing.T, pem, kid any) jwk.Key {
	t.Helper()
	text, _ := pem.(string)
	k, err := jwk.ParsePrivatePEM(text)
	if err != nil || k.KID() != kid {
		t.Fatalf("%v: kid %v is wanted, %v", err, kid, k)
	}
	return k
}
