package issuer_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
)

const rsaN = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"

func rsaJWK(alg, kid string) string {
	return fmt.Sprintf(`{"kty":"RSA","n":%q,"e":"AQAB","alg":%q,"kid":%q}`, rsaN, alg, kid)
}

const ed25519JWK = `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"ed"}`

func keys(t *testing.T, texts ...string) []jwk.Key {
	t.Helper()
	out, _, err := jwk.ParseJSON(`{"keys":[` + strings.Join(texts, ",") + `]}`)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func many(n int) []string {
	var out []string
	for i := range n {
		out = append(out, rsaJWK("RS256", fmt.Sprintf("k%03d", i)))
	}
	return out
}

// TestKeysTaken holds the rules of the relying parties on keys.
func TestKeysTaken(t *testing.T) {
	t.Parallel()
	ec := func(alg string) string {
		k, err := jwk.Generate(alg, 0)
		if err != nil {
			t.Fatal(err)
		}
		return k.PublicJWK()
	}
	for name, c := range map[string]struct {
		keys                      []string
		aws, azure, google, vault string
		reason                    string // of the first that is not yes
	}{
		"one RSA key": {[]string{rsaJWK("RS256", "a")}, "yes", "yes", "yes", "yes", ""},
		"RS512":       {[]string{rsaJWK("RS512", "a")}, "yes", "unknown", "no", "yes", `RS256 only; others may work, and are not promised; the key "a" is for RS512`},
		"PS256":       {[]string{rsaJWK("PS256", "a")}, "no", "unknown", "no", "yes", `the key "a" is for PS256`},
		"ES256":       {[]string{ec("ES256")}, "yes", "unknown", "yes", "yes", "for ES256"},
		"ES384":       {[]string{ec("ES384")}, "yes", "unknown", "no", "yes", "for ES384"},
		"EdDSA":       {[]string{ed25519JWK}, "no", "unknown", "no", "yes", `the key "ed" is for EdDSA`},
		"8 keys":      {many(8), "yes", "yes", "yes", "yes", ""},
		"9 keys":      {many(9), "yes", "yes", "no", "yes", "at most 8 keys in jwks_json, this set has 9"},
		"101 keys":    {many(101), "no", "yes", "no", "yes", "takes 100 RSA keys of a set, this one has 101"},
		"one of two":  {[]string{rsaJWK("RS256", "a"), ed25519JWK}, "no", "unknown", "no", "yes", `"ed"`},
		"none":        {nil, "no", "no", "no", "no", "no key"},
	} {
		got := issuer.Judge(parties.Takers(), keys(t, c.keys...), "")
		var reasons []string
		for party, want := range map[string]string{"aws": c.aws, "azure": c.azure, "google": c.google, "vault": c.vault} {
			v := got[party]
			if v.Taken != want || (v.Taken == "yes") != (len(v.Reasons) == 0) {
				t.Errorf("%s, %s: %+v, want %s", name, party, v, want)
			}
			reasons = append(reasons, v.Reasons...)
		}
		if text := strings.Join(reasons, "\n"); !strings.Contains(text, c.reason) || c.reason == "" && text != "" {
			t.Errorf("%s: %q, want %q", name, text, c.reason)
		}
	}
}

// TestIssuerTaken holds the rules of the relying parties on the issuer's URL.
func TestIssuerTaken(t *testing.T) {
	t.Parallel()
	one := keys(t, rsaJWK("RS256", "a"))
	long := "https://ci.example.com/" + strings.Repeat("a", 255)
	for at, want := range map[string]string{ // aws azure google vault
		"https://ci.example.com":        "yes yes yes yes",
		"https://ci.example.com/org/a":  "yes yes yes yes",
		"https://ci.example.com/":       "yes unknown unknown yes",
		"https://ci.example.com/a/":     "yes unknown unknown yes",
		"https://ci.example.com:8443":   "unknown unknown unknown yes",
		"https://ci.example.com:443":    "unknown unknown unknown yes",
		"http://ci.example.com":         "no no no unknown",
		"https://ci.example.com?a=b":    "no no no no",
		"https://ci.example.com?":       "no no no no",
		"https://ci.example.com#a":      "no no no no",
		"https://ci.example.com#":       "no no no no",
		long:                            "no yes yes yes",
		long + strings.Repeat("b", 400): "no no yes yes",
	} {
		var problems problem.List
		issuer.Publish(at, one, "url", &problems)
		taken := issuer.Judge(parties.Takers(), one, at)
		var got []string
		for _, party := range []string{"aws", "azure", "google", "vault"} {
			v := taken[party]
			got = append(got, v.Taken)
			if v.Taken != "yes" && len(v.Reasons) == 0 {
				t.Errorf("%s, %s: no reason", at, party)
			}
		}
		if len(problems) > 0 || strings.Join(got, " ") != want {
			t.Errorf("%s: %v %v, want %s", at, got, problems.Strings(), want)
		}
	}
}

// TestRefusedIssuers: what is no URL of an issuer is an error, and a password in
// it is not repeated.
func TestRefusedIssuers(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{
		"":                         "is no URL of an issuer",
		"ci.example.com":           "is no URL of an issuer",
		"ftp://ci.example.com":     "is no URL of an issuer",
		"https://":                 "is no URL of an issuer",
		"https://:443":             "is no URL of an issuer",
		"https://ci example.com":   "is no URL",
		"https://ci.example.com\n": "is no URL",
		"https://ci.example.com/.well-known/openid-configuration": "is the URL of a document",
		"https://ci.example.com/a//b":                             "in its path",
		"https://ci.example.com/a/%2e%2E/b":                       "in its path",
		"https://ci.example.com/a/../b":                           "in its path",
		"https://u:hunter2@ci.example.com":                        "holds a user or a password",
	} {
		var problems problem.List
		issuer.Publish(at, nil, "url", &problems)
		if text := problems.Text(""); len(problems) != 1 || !strings.HasPrefix(text, "CE104 url: ") || !strings.Contains(text, want) || strings.Contains(text, "hunter2") {
			t.Errorf("%q: %s, want %q", at, text, want)
		}
	}
}

// TestDocumentBytes holds the exact bytes.
func TestDocumentBytes(t *testing.T) {
	t.Parallel()
	var problems problem.List
	d := issuer.Publish("https://ci.example.com/org/a%20b", keys(t, ed25519JWK, rsaJWK("RS256", "b"), rsaJWK("RS256", "a")), "url", &problems)
	const want = `{"issuer":"https://ci.example.com/org/a%20b","jwks_uri":"https://ci.example.com/org/a%20b/.well-known/jwks.json","response_types_supported":["id_token"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["EdDSA","RS256"],"scopes_supported":["openid"],"claims_supported":["aud","exp","iat","iss","sub"]}`
	if d.Discovery.Body != want || d.Discovery.Path != "org/a b/.well-known/openid-configuration" || d.JWKS.Path != "org/a b/.well-known/jwks.json" {
		t.Errorf("%+v", d.Discovery)
	}
	if !strings.HasPrefix(d.JWKS.Body, `{"keys":[{"use":"sig","kty":"RSA","kid":"a","alg":"RS256","n":"0vx7`) || strings.Count(d.JWKS.Body, `"kid"`) != 3 {
		t.Error(d.JWKS.Body)
	}
}

// TestMerge: the same key stands once; two keys with one kid are a problem that
// reads the same in either order.
func TestMerge(t *testing.T) {
	t.Parallel()
	var problems problem.List
	if got := issuer.Merge(keys(t, ed25519JWK, rsaJWK("RS256", "a"), ed25519JWK), "keys", &problems); len(got) != 2 || len(problems) > 0 {
		t.Errorf("%v %v", got, problems.Strings())
	}
	other := strings.Replace(ed25519JWK, `"ed"`, `"a"`, 1)
	for _, set := range [][]string{{rsaJWK("RS256", "a"), other}, {other, rsaJWK("RS256", "a")}} {
		var problems problem.List
		issuer.Merge(keys(t, set...), "keys", &problems)
		if text := problems.Text(""); text != `CE106 keys: two keys have the kid "a". Give one of them another kid, or leave it out` {
			t.Error(text)
		}
	}
	for _, set := range [][]string{{rsaJWK("RS256", "a"), rsaJWK("RS512", "a")}, {rsaJWK("RS512", "a"), rsaJWK("RS256", "a")}} {
		var problems problem.List
		issuer.Merge(keys(t, set...), "keys", &problems)
		if text := problems.Text(""); text != `CE106 keys: one key stands twice with the kid "a", for RS256 and for RS512. Leave one of them out` {
			t.Error(text)
		}
	}
}

// TestPublishedAgree walks random issuers and sets: the documents are the same in
// any order of the keys; jwks_uri is the issuer's host with the path of the set;
// the discovery document lies where OpenID Connect Discovery looks for it; and
// verdicts hang on the set of keys and only get worse with more of them.
func TestPublishedAgree(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	all := append(many(10), ed25519JWK, rsaJWK("PS512", "p"), rsaJWK("RS384", "q"))
	rank := map[string]int{"yes": 0, "unknown": 1, "no": 2}
	for range 200 {
		at := "https://ci.example.com" + []string{"", ":8443"}[r.IntN(2)] + []string{"", "/", "/a", "/a/b", "/a/b/"}[r.IntN(5)]
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		some := keys(t, all[:1+r.IntN(len(all)-1)]...)
		var problems problem.List
		d := issuer.Publish(at, some, "url", &problems)
		taken := issuer.Judge(parties.Takers(), some, at)
		slices.Reverse(some)
		again := issuer.Publish(at, some, "url", &problems)
		if len(problems) > 0 || d.Discovery != again.Discovery || d.JWKS != again.JWKS || fmt.Sprint(taken) != fmt.Sprint(issuer.Judge(parties.Takers(), some, at)) {
			t.Fatalf("%s: the order of keys matters: %v", at, problems.Strings())
		}
		var doc struct {
			Issuer string
			URI    string `json:"jwks_uri"`
		}
		if err := json.Unmarshal([]byte(d.Discovery.Body), &doc); err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(at)
		if err != nil {
			t.Fatal(err)
		}
		host := "https://" + u.Host + "/"
		if doc.Issuer != at || doc.URI != host+d.JWKS.Path || host+d.Discovery.Path != strings.TrimSuffix(at, "/")+"/.well-known/openid-configuration" {
			t.Fatalf("%s: %+v %s", at, doc, d.Discovery.Path)
		}
		fewer := issuer.Judge(parties.Takers(), some[:1], at)
		for party := range taken {
			if rank[fewer[party].Taken] > rank[taken[party].Taken] {
				t.Fatalf("%s: %s takes more keys and not fewer", at, party)
			}
		}
	}
}
