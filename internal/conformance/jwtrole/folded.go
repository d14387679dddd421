package jwtrole

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
)

// Folded pins a deviation that is not modelled: the servers decode iss, sub, aud
// and jti with encoding/json, which takes names in any case, the last in the
// order of bytes; no platform's tokens have such names. When this fails, the
// servers have changed.
func (r Reading) Folded(t *testing.T) {
	t.Helper()
	sign, key := signer(t)
	mount, err := r.Mount()
	if err != nil {
		t.Fatal(err)
	}
	if err := mount.Write("config", []byte(text(t, map[string]any{"jwt_validation_pubkeys": []string{key}, "bound_issuer": issuer}))); err != nil {
		t.Fatal(err)
	}
	role := map[string]any{"role_type": "jwt", "user_claim": "name", "bound_subject": "main"}
	if err := mount.Write("role/r", []byte(text(t, role))); err != nil {
		t.Fatal(err)
	}
	role["bound_issuer"] = issuer
	doc, err := vault.Parse(text(t, role))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		claims       map[string]any
		server, ours bool
	}{
		{map[string]any{"iss": issuer, "name": "n", "sub": "main"}, true, true},
		{map[string]any{"iss": issuer, "name": "n", "SUB": "main"}, true, false},
		{map[string]any{"iss": issuer, "name": "n", "SUB": "main", "sub": "other"}, false, false},
		{map[string]any{"iss": issuer, "name": "n", "sub": "other", "ſub": "main"}, true, false},
		{map[string]any{"ISS": issuer, "name": "n", "sub": "main"}, true, false},
	} {
		got := login(mount, "r", sign(c.claims))
		if (got == "") != c.server {
			t.Errorf("%s, %v: got %q, let in should be %t", r.Name, c.claims, got, c.server)
		}
		if says := doc.Admits(c.claims); (says.Admitted == proof.Yes) != c.ours {
			t.Errorf("Admits, %v: got %v, %s", c.claims, says.Admitted, says.Reason())
		}
	}
}
