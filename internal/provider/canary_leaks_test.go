package provider_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// leaks says whether a text holds a part of a private key.
func leaks(text string, keys ...jwk.Key) bool {
	for _, k := range keys {
		for _, trace := range traces(k) {
			if strings.Contains(text, trace) {
				return true
			}
		}
	}
	return false
}

// traces are texts of which one is in every text that shows a private key: lines
// of its PEM and members of its JWK, as they are (in any escaping, since those
// have only base64 in them), in base64 once more, and as Go prints numbers and
// bytes.
func traces(k jwk.Key) []string {
	var out []string
	for line := range strings.SplitSeq(k.PrivatePEM(), "\n") {
		// The first line or two of an RSA key in PKCS#8 hold the modulus too, but in
		// another alignment than the public key.
		if len(line) >= 40 && !strings.HasPrefix(line, "-----") {
			out = append(append(out, line), again(line)...)
		}
	}
	for _, name := range []string{"d", "p", "q", "dp", "dq", "qi"} {
		_, value, ok := strings.Cut(k.PrivateJWK(), `"`+name+`":"`)
		if !ok {
			continue
		}
		value, _, _ = strings.Cut(value, `"`)
		out = append(append(out, value), again(value)...)
		if raw, err := base64.RawURLEncoding.DecodeString(value); err == nil {
			bytes := strings.Trim(fmt.Sprintf("%d", raw), "[]")
			out = append(out, new(big.Int).SetBytes(raw).String(), hex.EncodeToString(raw), strings.ToUpper(hex.EncodeToString(raw)),
				bytes, strings.ReplaceAll(bytes, " ", ", "), base64.StdEncoding.EncodeToString(raw))
		}
	}
	return out
}

// again is what base64 makes of a text wherever it stands in a longer one.
func again(text string) []string {
	var out []string
	for skip := range 3 { // bytes that go into what stands before it
		whole := (len(text) - skip) / 3 * 3
		for _, e := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
			out = append(out, e.EncodeToString([]byte(text[skip:skip+whole])))
		}
	}
	return out
}

// TestLeaks: the canary sings for each form in which a key may come out, and for
// nothing that is public.
func TestLeaks(t *testing.T) {
	t.Parallel()
	for _, k := range []jwk.Key{testKeys().a, testKeys().ed} {
		_, d, _ := strings.Cut(k.PrivateJWK(), `"d":"`)
		d, _, _ = strings.Cut(d, `"`)
		raw, err := base64.RawURLEncoding.DecodeString(d)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{
			"PEM": k.PrivatePEM(), "JWK": k.PrivateJWK(), "escaped": fmt.Sprintf("%q", k.PrivatePEM()), "a member": "x" + d + "y",
			"base64 of the PEM": base64.StdEncoding.EncodeToString([]byte("a" + k.PrivatePEM())), "base64 of a set": base64.StdEncoding.EncodeToString([]byte(`{"keys":[` + k.PrivateJWK() + `]}`)),
			"number": new(big.Int).SetBytes(raw).String(), "hex": fmt.Sprintf("%x", raw), "HEX": fmt.Sprintf("%X", raw), "bytes": fmt.Sprintf("%d", raw), "base64": base64.StdEncoding.EncodeToString(raw),
		} {
			if !leaks("before "+text+" behind", k) {
				t.Errorf("%s of %s is not found", name, k.Algorithm())
			}
		}
		if public := k.PublicPEM() + k.PublicJWK() + k.KID() + fmt.Sprintf("%v %+v %#v %s %x", k, k, k, k, k); leaks(public, k) {
			t.Errorf("what is public of %s is taken for a leak", k.Algorithm())
		}
	}
	if leaks(testKeys().a.PrivatePEM(), testKeys().ed) {
		t.Error("one key is taken for another")
	}
}
