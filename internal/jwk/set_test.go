package jwk_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// TestRefusedJSON: what is wrong is named, and no value is repeated.
func TestRefusedJSON(t *testing.T) {
	t.Parallel()
	with := func(text, member string) string { return strings.TrimSuffix(text, "}") + "," + member + "}" }
	secret := "c2VjcmV0LXZhbHVlLW9mLWEtcHJpdmF0ZS1rZXk"
	for name, c := range map[string]struct{ text, want string }{
		"empty":              {"", "no JSON"},
		"cut off":            {rfc8037[:40], "cut off"},
		"list":               {"[" + rfc8037 + "]", "no JSON object"},
		"two values":         {rfc8037 + rfc8037, "something follows"},
		"twice":              {with(rfc8037, `"kty":"RSA"`), "stands twice"},
		"deep":               {strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40), "nested too deep"},
		"long":               {`{"a":"` + strings.Repeat("x", 1<<20) + `"}`, "longer than 1 MiB"},
		"key and set":        {with(rfc8037, `"keys":[]`), "at once"},
		"keys of a set":      {`{"keys":{}}`, "not a list"},
		"element":            {`{"keys":["` + secret + `"]}`, "keys[0] is not an object"},
		"private":            {with(rfc8037, `"d":"`+secret+`"`), "it has the member d"},
		"private, null":      {with(rfc8037, `"d":null`), "it has the member d"},
		"prime":              {with(rfc7517RSA, `"p":"`+secret+`"`), "it has the member p"},
		"other primes":       {with(rfc7517RSA, `"oth":[]`), "it has the member oth"},
		"private in the set": {`{"keys":[],"d":"` + secret + `"}`, "it has the member d"},
		"symmetric":          {`{"kty":"oct","k":"` + secret + `"}`, "symmetric key"},
		"type":               {`{"kty":"` + secret + `"}`, "kty is not"},
		"no type":            {`{"n":"x"}`, "kty is not"},
		"type of a member":   {`{"kty":7}`, "kty is not a string"},
		"curve":              {strings.Replace(rfc8037, "Ed25519", "X25519", 1), "curve is not taken"},
		"P-521":              {`{"kty":"EC","crv":"P-521","x":"AA","y":"AA"}`, "curve is not taken"},
		"no x":               {`{"kty":"OKP","crv":"Ed25519"}`, "x is missing"},
		"padding":            {strings.Replace(rfc8037, "URo\"", "URo=\"", 1), "base64url without padding"},
		"short Ed25519":      {strings.Replace(rfc8037, "11qY", "", 1), "do not make a key"},
		"algorithm":          {with(rfc8037, `"alg":"`+secret+`"`), "does not fit the algorithm"},
		"algorithm of EC":    {with(rfc7518C, `"alg":"ES384"`), "does not fit the algorithm"},
		"encryption":         {with(rfc8037, `"use":"enc"`), "not for signatures"},
		"operations":         {with(rfc8037, `"key_ops":["encrypt"]`), "not for signatures"},
		"empty kid":          {with(rfc8037, `"kid":""`), "kid is empty"},
		"exponent":           {strings.Replace(rfc7517RSA, "AQAB", "AQAAAAAAAAAB", 1), "not one of an RSA key"},
		"even exponent":      {strings.Replace(rfc7517RSA, "AQAB", "AQAC", 1), "not one of an RSA key"},
		"small RSA":          {strings.Replace(rfc7517RSA, rfc7638N, rfc7638N[:172], 1), "fewer than the 2048"},
	} {
		_, _, err := jwk.ParseJSON(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
			continue
		}
		if strings.Contains(err.Error(), secret[:8]) {
			t.Errorf("%s: the error repeats the input: %v", name, err)
		}
	}
}

// TestLeftOut: certificates and unknown members are not written again, and are
// named as far as somebody knows them.
func TestLeftOut(t *testing.T) {
	t.Parallel()
	text := strings.TrimSuffix(rfc8037, "}") + `,"x5c":["not even one"],"x5t":"x","key_ops":["verify"],"my secret note":1}`
	keys, dropped, err := jwk.ParseJSON(`{"keys":[` + text + `,` + text + `]}`)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(dropped, ","); got != "key_ops,others that no RFC registers,x5c,x5t" {
		t.Error(got)
	}
	if out := keys[0].PublicJWK(); strings.Contains(out, "x5") || strings.Contains(out, "note") {
		t.Error(out)
	}
}

// TestSetOrder: the order of the keys does not matter, and Semaphore's keys,
// which have neither use nor alg, get both and keep their kid.
func TestSetOrder(t *testing.T) {
	t.Parallel()
	var keys []jwk.Key
	for _, text := range []string{rfc7517RSA, rfc8037, rfc7518C, `{"kty":"RSA","n":"` + rfc7638N + `","e":"AQAB","kid":"md5"}`} {
		keys = append(keys, one(t, text))
	}
	want := jwk.Set(keys)
	if !strings.Contains(want, `{"use":"sig","kty":"RSA","kid":"md5","alg":"RS256",`) {
		t.Error(want)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		shuffled := slices.Clone(keys)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := jwk.Set(shuffled); got != want {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	}
	if jwk.Set(nil) != `{"keys":[]}` {
		t.Error(jwk.Set(nil))
	}
}
