package jwk_test

import (
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// TestSign: each kind of key signs, and the token says with which key.
func TestSign(t *testing.T) {
	t.Parallel()
	const claims = `{"sub":"a","n":1}`
	for _, algorithm := range jwk.Algorithms {
		k, err := jwk.Generate(algorithm, 0)
		if err != nil {
			t.Fatal(err)
		}
		text, err := k.Sign([]byte(claims))
		if err != nil {
			t.Fatalf("%s: %v", algorithm, err)
		}
		signed, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(algorithm)})
		if err != nil {
			t.Fatalf("%s: %v", algorithm, err)
		}
		var public jose.JSONWebKey
		if err := public.UnmarshalJSON([]byte(k.PublicJWK())); err != nil {
			t.Fatal(err)
		}
		got, err := signed.Verify(public.Key)
		if h := signed.Signatures[0].Header; err != nil || string(got) != claims || h.KeyID != k.KID() || h.ExtraHeaders["typ"] != "JWT" {
			t.Errorf("%s: %s %v %+v", algorithm, got, err, h)
		}
		if _, err := k.Public().Sign([]byte(claims)); err == nil {
			t.Errorf("%s: signed without the private part", algorithm)
		}
		for _, bad := range []string{"", "[]", "null", `{"a":1,"a":2}`} {
			if _, err := k.Sign([]byte(bad)); err == nil {
				t.Errorf("%s: signed %q", algorithm, bad)
			}
		}
	}
}
