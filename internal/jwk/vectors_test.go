package jwk_test

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// The keys of the RFCs. Everybody knows their private parts.
const (
	rfc7638N   = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
	rfc7517RSA = `{"kty":"RSA","n":"` + rfc7638N + `","e":"AQAB","alg":"RS256","kid":"2011-04-29"}`
	rfc7517EC  = `{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"}`
	rfc8037    = `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	rfc8037D   = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
	rfc7518C   = `{"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}`
	rfc7518D   = "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo"
)

func one(t *testing.T, text string) jwk.Key {
	t.Helper()
	keys, _, err := jwk.ParseJSON(text)
	if err != nil || len(keys) != 1 {
		t.Fatalf("%v: %d keys", err, len(keys))
	}
	return keys[0]
}

// TestThumbprints of RFC 7638, section 3.1, and RFC 8037, appendix A.3.
func TestThumbprints(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		rfc7517RSA: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
		rfc8037:    "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
	} {
		if got := one(t, text).Thumbprint(); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// TestRFC7517Examples: of appendix A.1 the RSA key is taken as it is and the
// other one is for encryption; A.2 is private, A.3 symmetric.
func TestRFC7517Examples(t *testing.T) {
	t.Parallel()
	k := one(t, `{"keys":[`+rfc7517RSA+`]}`)
	if k.KID() != "2011-04-29" || k.Algorithm() != "RS256" || k.Bits() != 2048 {
		t.Errorf("%v %s %d", k, k.Algorithm(), k.Bits())
	}
	if want := `{"use":"sig","kty":"RSA","kid":"2011-04-29","alg":"RS256","n":"` + rfc7638N + `","e":"AQAB"}`; k.PublicJWK() != want {
		t.Errorf("got  %s\nwant %s", k.PublicJWK(), want)
	}
	for text, want := range map[string]string{
		`{"keys":[` + rfc7517EC + `,` + rfc7517RSA + `]}`:                                                          "keys[0]: the key is not for signatures",
		`{"keys":[` + strings.TrimSuffix(rfc7517EC, "}") + `,"d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}]}`: "keys[0]: this is a private key: it has the member d",
		`{"keys":[{"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"}]}`:                                     "keys[0]: this is a symmetric key",
	} {
		if _, _, err := jwk.ParseJSON(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestRFC7518Coordinates: the key of appendix C, whose coordinates are written
// in full, comes out as it went in; one octet less is an error (section 6.2.1.2).
func TestRFC7518Coordinates(t *testing.T) {
	t.Parallel()
	k := one(t, rfc7518C)
	if !strings.Contains(k.PublicJWK(), `"crv":"P-256","alg":"ES256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"`) {
		t.Error(k.PublicJWK())
	}
	if _, _, err := jwk.ParseJSON(strings.Replace(rfc7518C, "SLW_", "", 1)); err == nil {
		t.Error("a coordinate of 29 octets is taken")
	}
	if _, _, err := jwk.ParseJSON(strings.Replace(rfc7518C, "SLW_", "SLWA", 1)); err == nil {
		t.Error("a point that is not on the curve is taken")
	}
}

// TestKIDFormats: the others are computed apart from the code: by openssl pkey
// -pubin -outform DER | openssl sha256 -binary | base64, and md5sum.
func TestKIDFormats(t *testing.T) {
	t.Parallel()
	k := one(t, rfc7517RSA)
	for format, want := range map[string]string{
		jwk.KIDThumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
		jwk.KIDKubernetes: "rTIyDPbFltiEsFOBulc6uo3dV0m03o9KI6efmondrrI",
		jwk.KIDSemaphore:  "4bdf7b99f9b92e4b24d1d16c8ead78be",
	} {
		named, err := k.Named(format)
		if err != nil || named.KID() != want {
			t.Errorf("%s: %s, %v; want %s", format, named.KID(), err, want)
		}
	}
	if _, err := one(t, rfc8037).Named(jwk.KIDSemaphore); err == nil {
		t.Error("Semaphore has no kid for Ed25519")
	}
	if _, err := k.Named("sha1"); err == nil {
		t.Error("an unknown format is taken")
	}
}
