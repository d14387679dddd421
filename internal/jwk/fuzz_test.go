package jwk_test

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// rfc8037PEM is the key of RFC 8037, appendix A, in PKCS#8.
const rfc8037PEM = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n"

// TestRFC8037PEM holds the seed of the fuzz target to the RFC's own vector.
func TestRFC8037PEM(t *testing.T) {
	t.Parallel()
	k, err := jwk.ParsePrivatePEM(rfc8037PEM)
	if err != nil {
		t.Fatal(err)
	}
	if k.Thumbprint() != "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" || !strings.Contains(k.PrivateJWK(), `"d":"`+rfc8037D+`"`) || strings.Contains(k.PublicJWK(), rfc8037D) {
		t.Errorf("%v is another key", k)
	}
}

// FuzzPEM holds the laws of reading PEM: no panic, an error repeats nothing, and
// what is read is written and read again as the same key.
func FuzzPEM(f *testing.F) {
	f.Add(rfc8037PEM)
	f.Add(strings.Replace(rfc8037PEM, "PRIVATE", "EC PRIVATE", 2))
	f.Add(rfc8037PEM + rfc8037PEM)
	f.Add("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n")
	f.Add("-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END EC PRIVATE KEY-----\n")
	f.Add("-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n-----BEGIN EC PRIVATE")
	f.Fuzz(func(t *testing.T, text string) {
		for _, parse := range []func(string) (jwk.Key, error){jwk.ParsePrivatePEM, jwk.ParsePublicPEM} {
			k, err := parse(text)
			if err != nil {
				refused(t, err)
				continue
			}
			again, err := jwk.ParsePublicPEM(k.PublicPEM())
			if err != nil || again.PublicJWK() != k.PublicJWK() {
				t.Errorf("the public half is not read again: %v", err)
			}
			if k.HasPrivate() {
				again, err := jwk.ParsePrivatePEM(k.PrivatePEM())
				if err != nil || again.PrivateJWK() != k.PrivateJWK() {
					t.Errorf("the private half is not read again: %v", err)
				}
			}
		}
	})
}

// FuzzJWK holds the laws of reading JWK: no panic, an error repeats nothing, what
// is read is public and is written and read again as the same keys.
func FuzzJWK(f *testing.F) {
	for _, text := range []string{rfc7517RSA, rfc7517EC, rfc8037, rfc7518C} {
		f.Add(text)
		f.Add(`{"keys":[` + text + `,` + rfc8037 + `]}`)
	}
	f.Add(strings.TrimSuffix(rfc8037, "}") + `,"d":"` + rfc8037D + `"}`)
	f.Add(strings.TrimSuffix(rfc7518C, "}") + `,"D":"` + rfc7518D + `"}`)
	f.Add(`{"kty":"oct","k":"AAAA"}`)
	f.Fuzz(func(t *testing.T, text string) {
		keys, _, err := jwk.ParseJSON(text)
		if err != nil {
			refused(t, err)
			return
		}
		set := jwk.Set(keys)
		again, dropped, err := jwk.ParseJSON(set)
		if err != nil || len(dropped) > 0 || jwk.Set(again) != set {
			t.Errorf("%v, left out %v: not read again: %s", err, dropped, set)
		}
		for _, k := range keys {
			if k.HasPrivate() {
				t.Error("a private key was read")
			}
		}
	})
}

// refused holds what every error is: of one of few texts, none of which is made
// of the input but for the number of bits and the place in a set.
func refused(t *testing.T, err error) {
	t.Helper()
	text := err.Error()
	if len(text) > 300 || strings.HasSuffix(text, ".") || strings.Contains(text, "x509") || strings.Contains(text, "asn1") || strings.Contains(text, "jose") {
		t.Errorf("an error of another kind: %s", text)
	}
}
