package jwk_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// change is a JWK with some members replaced, or taken away by nil.
func change(t *testing.T, text string, members map[string]any) string {
	t.Helper()
	object := map[string]any{}
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		t.Fatal(err)
	}
	for name, v := range members {
		if object[name] = v; v == nil {
			delete(object, name)
		}
	}
	out, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func member(t *testing.T, text, name string) any {
	t.Helper()
	object := map[string]any{}
	if err := json.Unmarshal([]byte(text), &object); err != nil || object[name] == nil {
		t.Fatalf("no member %s: %v", name, err)
	}
	return object[name]
}

// TestPrivateJWK: each kind of key is written and read again as the same key,
// with its kid and alg; without them it has its thumbprint and the default.
func TestPrivateJWK(t *testing.T) {
	t.Parallel()
	for _, algorithm := range jwk.Algorithms {
		k, err := jwk.Generate(algorithm, 0)
		if err != nil {
			t.Fatal(err)
		}
		if k, err = k.WithKID("my key/1"); err != nil {
			t.Fatal(err)
		}
		again, err := jwk.ParsePrivateJWK(k.PrivateJWK())
		if err != nil || again.PrivateJWK() != k.PrivateJWK() || again.PrivatePEM() != k.PrivatePEM() || again.KID() != "my key/1" {
			t.Errorf("%s: %v", algorithm, err)
		}
		bare, err := jwk.ParsePrivateJWK(change(t, k.PrivateJWK(), map[string]any{"kid": nil, "alg": nil, "use": nil, "key_ops": []string{"sign"}}))
		if err != nil || bare.KID() != k.Thumbprint() || bare.PrivatePEM() != k.PrivatePEM() {
			t.Errorf("%s without kid and alg: %v", algorithm, err)
		}
		if _, err := bare.Sign([]byte(`{"a":1}`)); err != nil {
			t.Errorf("%s: %v", algorithm, err)
		}
	}
}

// TestPrivateJWKRefused: what is no private key is refused, and nothing of it is
// repeated.
func TestPrivateJWKRefused(t *testing.T) {
	t.Parallel()
	made := func(algorithm string) string {
		k, err := jwk.Generate(algorithm, 0)
		if err != nil {
			t.Fatal(err)
		}
		return k.PrivateJWK()
	}
	rsa, ec, ed, edOther := made(jwk.RS256), made(jwk.ES256), made(jwk.EdDSA), made(jwk.EdDSA)
	for text, want := range map[string]string{
		"":                                       "this is no JSON",
		"[]":                                     "this is no JSON object",
		rsa[:len(rsa)-20]:                        "this is no JSON, or it is cut off",
		`{"keys":[` + rsa + `]}`:                 "this is a JWK set",
		`{"kty":"oct","k":"c2VjcmV0"}`:           "this is a symmetric key",
		change(t, rsa, map[string]any{"d": nil}): "this is a public key",
		change(t, rsa, map[string]any{"oth": []any{}}):                    "more than two primes",
		change(t, rsa, map[string]any{"p": nil}):                          "the private members do not make a key",
		change(t, rsa, map[string]any{"p": member(t, rsa, "q")}):          "do not",
		change(t, rsa, map[string]any{"d": 7}):                            "the private members do not make a key",
		change(t, rsa, map[string]any{"use": "enc"}):                      `use is not "sig"`,
		change(t, rsa, map[string]any{"key_ops": []string{"verify"}}):     "key_ops lacks sign",
		change(t, rsa, map[string]any{"alg": "ES256"}):                    "does not fit the algorithm",
		change(t, ec, map[string]any{"d": member(t, made("ES256"), "d")}): "do not",
		change(t, ed, map[string]any{"d": member(t, edOther, "d")}):       "do not",
		change(t, ed, map[string]any{"x": member(t, edOther, "x")}):       "belong",
		strings.Replace(ed, `"kty"`, `"d":"AAAA","kty"`, 1):               "a member stands twice",
	} {
		_, err := jwk.ParsePrivateJWK(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
			continue
		}
		refused(t, err)
	}
	k, err := jwk.Generate(jwk.EdDSA, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, kid := range []string{"", strings.Repeat("x", 1025), "\xff"} {
		if _, err := k.WithKID(kid); err == nil {
			t.Errorf("the kid %.5q is taken", kid)
		}
	}
}

// FuzzPrivateJWK holds the laws of FuzzJWK for private keys.
func FuzzPrivateJWK(f *testing.F) {
	for _, text := range []string{rfc7517RSA, rfc7517EC, rfc8037, rfc7518C, `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		k, err := jwk.ParsePrivateJWK(text)
		if err != nil {
			refused(t, err)
			return
		}
		again, err := jwk.ParsePrivateJWK(k.PrivateJWK())
		if err != nil || again.PrivateJWK() != k.PrivateJWK() || !k.HasPrivate() {
			t.Errorf("the key is not read again: %v", err)
		}
	})
}
