package live

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/fakeci"
)

const home = "https://ci.example.com"

// edited is a JWK with members set, or taken away where they are nil.
func edited(t *testing.T, text string, members map[string]any) string {
	t.Helper()
	var object map[string]any
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

// inspect reads documents as they would be fetched.
func inspect(discovery, set document) (Snapshot, problem.List) {
	var problems problem.List
	d := readDiscovery(home, discovery, "url", &problems)
	if len(problems) > 0 {
		return Snapshot{}, problems
	}
	s := readSet(set, d.algorithms, "url", &problems)
	if len(problems) > 0 {
		return Snapshot{}, problems
	}
	return snapshot(home, d, s), problems
}

func lines(fs []lint.Finding) []string {
	var out []string
	for _, f := range fs {
		out = append(out, fmt.Sprintf("%s %s %s: %s", f.Severity(), f.Code, f.At, f.Detail))
	}
	return out
}

// TestFindings: each thing that is wrong and can be read is a finding at its
// place, keys that cannot be trusted are left out, and no relying party is said
// to take what is more than a note.
func TestFindings(t *testing.T) {
	t.Parallel()
	const json = "application/json"
	rs, es, ed := keys()[jwk.RS256], keys()[jwk.ES256], keys()[jwk.EdDSA]
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	n := func(bits int) string { // a modulus that is no one's
		b := make([]byte, bits/8)
		b[0], b[len(b)-1] = 0x80, 1
		return base64.RawURLEncoding.EncodeToString(b)
	}
	edit := func(k jwk.Key, members map[string]any) string { return edited(t, k.PublicJWK(), members) }
	rename := func(k jwk.Key, kid string) string { return edit(k, map[string]any{"kid": kid}) }
	everything := `"id_token_signing_alg_values_supported":["RS256","ES256","ES384","EdDSA"]`
	rsOnly := `"id_token_signing_alg_values_supported":["RS256"]`
	told := map[lint.Code]bool{}
	for name, c := range map[string]struct {
		keys                []string
		algorithms          string // member of the discovery document
		discovery, jwksType string // Content-Type, JSON where empty
		want                []string
		kids                []string
		left                int // how many keys are left
	}{
		"right":              {keys: []string{rs.PublicJWK(), es.PublicJWK(), ed.PublicJWK()}, kids: []string{rs.KID(), es.KID(), ed.KID()}, left: 3},
		"dropped members":    {keys: []string{edit(rs, map[string]any{"x5c": []string{"x"}, "ext": true, "nbf": 1e9})}, kids: []string{rs.KID()}, left: 1},
		"a private RSA key":  {keys: []string{rs.PrivateJWK(), es.PublicJWK()}, want: []string{"error CT060 jwks.keys[0]: it has the members d, p, q, dp, dq, qi"}, kids: []string{es.KID()}, left: 1},
		"a private EC key":   {keys: []string{rs.PublicJWK(), es.PrivateJWK()}, want: []string{"error CT060 jwks.keys[1]: it has the members d"}, kids: []string{rs.KID()}, left: 1},
		"a private null":     {keys: []string{rs.PublicJWK(), edit(es, map[string]any{"d": false})}, want: []string{"error CT060 jwks.keys[1]: it has the members d"}, kids: []string{rs.KID()}, left: 1},
		"a symmetric key":    {keys: []string{rs.PublicJWK(), `{"kty":"oct","k":"c2VjcmV0","kid":"x"}`}, want: []string{"error CT060 jwks.keys[1]: it has the members k"}, kids: []string{rs.KID()}, left: 1},
		"a short key":        {keys: []string{rs.PublicJWK(), `{"kty":"RSA","e":"AQAB","n":"` + base64.RawURLEncoding.EncodeToString(weak.N.Bytes()) + `"}`}, want: []string{"error CT061 jwks.keys[1]: it has 1024 bits, fewer than the 2048 that RFC 7518 asks for"}, kids: []string{rs.KID()}, left: 1},
		"one bit short":      {keys: []string{rs.PublicJWK(), `{"kty":"RSA","e":"AQAB","n":"` + base64.RawURLEncoding.EncodeToString(append([]byte{0x7f}, make([]byte, 255)...)) + `"}`}, want: []string{"error CT061 jwks.keys[1]: it has 2047 bits, fewer than the 2048 that RFC 7518 asks for"}, kids: []string{rs.KID()}, left: 1},
		"no key":             {keys: []string{rs.PublicJWK(), `[]`, `null`, `"x"`, `{}`}, want: []string{"error CT062 jwks.keys[1]: it is a list, not an object", "error CT062 jwks.keys[2]: it is null, not an object", "error CT062 jwks.keys[3]: it is a string, not an object", "error CT062 jwks.keys[4]: there is no kty that is a string"}, kids: []string{rs.KID()}, left: 1},
		"a set in the set":   {keys: []string{rs.PublicJWK(), `{"keys":[` + es.PublicJWK() + `]}`, `{"kty":"EC","keys":[` + es.PublicJWK() + `]}`}, want: []string{"error CT062 jwks.keys[1]: there is no kty that is a string", "warning CT062 jwks.keys[2]: this is a JWK and a JWK set at once: it has kty and keys"}, kids: []string{rs.KID()}, left: 1},
		"a broken key":       {keys: []string{rs.PublicJWK(), edit(es, map[string]any{"x": nil}), edit(rs, map[string]any{"alg": "ES256"}), edit(es, map[string]any{"kid": 5})}, want: []string{"error CT062 jwks.keys[1]: the member x is missing", "error CT062 jwks.keys[2]: the key does not fit the algorithm that it is marked with", "error CT062 jwks.keys[3]: the member kid is not a string"}, kids: []string{rs.KID()}, left: 1},
		"other kinds":        {keys: []string{rs.PublicJWK(), `{"kty":"EC","crv":"P-521","x":"AA","y":"AA"}`, `{"kty":"OKP","crv":"Ed448","x":"AA"}`, `{"kty":"AKP","pub":"AA"}`, `{"kty":"RSA","e":"AQAB","n":"` + n(8200) + `"}`}, want: []string{"warning CT062 jwks.keys[1]: the curve is not taken", "warning CT062 jwks.keys[2]: the curve is not taken", "warning CT062 jwks.keys[3]: kty is not RSA, EC or OKP", "warning CT062 jwks.keys[4]: it has 8200 bits, more than the 8192 that are taken here"}, kids: []string{rs.KID()}, left: 1},
		"one kid":            {keys: []string{rename(rs, "a"), rename(es, "b"), rename(ed, "a")}, want: []string{`error CT063 jwks.keys[0]: the kid "a" names jwks.keys[0], jwks.keys[2]`}, kids: []string{"b"}, left: 1},
		"one kid, hostile":   {keys: []string{rename(rs, "\x1b]\u202e"), rename(ed, "\x1b]\u202e"), es.PublicJWK()}, want: []string{`error CT063 jwks.keys[0]: the kid "\x1b]\u202e" names jwks.keys[0], jwks.keys[1]`}, kids: []string{es.KID()}, left: 1},
		"one kid, two ways":  {keys: []string{es.PublicJWK(), rename(rs, "a"), edit(rs, map[string]any{"kid": "a", "alg": "RS512"})}, algorithms: `"id_token_signing_alg_values_supported":["RS256","RS512","ES256"]`, want: []string{`error CT063 jwks.keys[1]: the kid "a" names jwks.keys[1], jwks.keys[2]`, "warning CT064 jwks.keys[2]: it is the key of jwks.keys[1] under another kid or for another algorithm"}, kids: []string{es.KID()}, left: 1},
		"the same twice":     {keys: []string{rs.PublicJWK(), es.PublicJWK(), rs.PublicJWK()}, want: []string{"info CT064 jwks.keys[2]: it is jwks.keys[0] again"}, kids: []string{rs.KID(), es.KID()}, left: 2},
		"two names":          {keys: []string{rename(rs, "a"), rename(rs, "b"), rename(rs, "b")}, want: []string{"warning CT064 jwks.keys[1]: it is the key of jwks.keys[0] under another kid or for another algorithm", "info CT064 jwks.keys[2]: it is jwks.keys[1] again"}, kids: []string{"a", "b"}, left: 2},
		"no kid":             {keys: []string{edit(rs, map[string]any{"kid": nil}), es.PublicJWK()}, want: []string{"warning CT065 jwks.keys[0]: the key with the thumbprint " + rs.KID() + " has no kid"}, kids: []string{es.KID()}, left: 2},
		"an empty kid":       {keys: []string{rename(rs, ""), es.PublicJWK()}, want: []string{"error CT062 jwks.keys[0]: kid is empty, or longer than 1024 bytes"}, kids: []string{es.KID()}, left: 1},
		"for encryption":     {keys: []string{edit(rs, map[string]any{"use": "enc"}), edit(ed, map[string]any{"use": nil, "key_ops": []string{"encrypt"}}), `{"kty":"RSA","alg":"RSA-OAEP-256","n":"` + n(2048) + `","e":"AQAB"}`, es.PublicJWK()}, want: []string{"info CT066 jwks.keys[0]: use is not sig", "info CT066 jwks.keys[1]: key_ops lacks verify", "info CT066 jwks.keys[2]: its alg is one for encryption"}, kids: []string{es.KID()}, left: 1},
		"not named":          {keys: []string{rs.PublicJWK(), es.PublicJWK()}, algorithms: rsOnly, want: []string{fmt.Sprintf("warning CT067 jwks.keys[1]: the key %q signs with ES256, which id_token_signing_alg_values_supported lacks", es.KID())}, kids: []string{rs.KID(), es.KID()}, left: 2},
		"none named":         {keys: []string{rs.PublicJWK()}, algorithms: `"id_token_signing_alg_values_supported":[]`, want: []string{fmt.Sprintf("warning CT067 jwks.keys[0]: the key %q signs with RS256, which id_token_signing_alg_values_supported lacks", rs.KID())}, kids: []string{rs.KID()}, left: 1},
		"no alg":             {keys: []string{edit(rs, map[string]any{"alg": nil}), edit(es, map[string]any{"alg": nil})}, kids: []string{rs.KID(), es.KID()}, left: 2},
		"one of two":         {keys: []string{edit(rs, map[string]any{"alg": nil})}, algorithms: `"id_token_signing_alg_values_supported":["RS256","RS512"]`, want: []string{"info CT068 jwks.keys[0]: it has no alg, and the discovery document does not tell; RS256 is assumed"}, kids: []string{rs.KID()}, left: 1},
		"types":              {keys: []string{rs.PublicJWK()}, discovery: "text/html; charset=utf-8", jwksType: "application/octet-stream", want: []string{`warning CT069 discovery: it has the Content-Type "text/html; charset=utf-8"`, `warning CT069 jwks: it has the Content-Type "application/octet-stream"`}, kids: []string{rs.KID()}, left: 1},
		"a set for document": {keys: []string{rs.PublicJWK()}, discovery: "application/jwk-set+json", jwksType: "application/jwk-set+json", want: []string{`warning CT069 discovery: it has the Content-Type "application/jwk-set+json"`}, kids: []string{rs.KID()}, left: 1},
		"no type":            {keys: []string{rs.PublicJWK()}, discovery: json, jwksType: "-", want: []string{"warning CT069 jwks: it has no Content-Type"}, kids: []string{rs.KID()}, left: 1},
		"no keys":            {keys: nil, want: []string{"error CT070 jwks: there are 0 keys, and none of them is left"}},
		"no key left":        {keys: []string{rs.PrivateJWK()}, want: []string{"error CT060 jwks.keys[0]: it has the members d, p, q, dp, dq, qi", "error CT070 jwks: there are 1 keys, and none of them is left"}},
		"no algorithms":      {keys: []string{rs.PublicJWK()}, algorithms: `"x":1`, want: []string{"warning CT071 discovery: there is no id_token_signing_alg_values_supported"}, kids: []string{rs.KID()}, left: 1},
		"wrong algorithms":   {keys: []string{rs.PublicJWK()}, algorithms: `"id_token_signing_alg_values_supported":["RS256",1]`, want: []string{"warning CT071 discovery: id_token_signing_alg_values_supported is no list of strings"}, kids: []string{rs.KID()}, left: 1},
	} {
		t.Run(name, func(t *testing.T) {
			algorithms := everything
			if c.algorithms != "" {
				algorithms = c.algorithms
			}
			d := document{json, `{"issuer":"` + home + `","jwks_uri":"` + home + `/k","response_types_supported":["id_token"],"subject_types_supported":["public"],` + algorithms + `}`}
			s := document{json, `{"keys":[` + strings.Join(c.keys, ",") + `]}`}
			if c.discovery != "" {
				d.contentType = c.discovery
			}
			if c.jwksType != "" {
				s.contentType = strings.TrimPrefix(c.jwksType, "-")
			}
			got, problems := inspect(d, s)
			if len(problems) > 0 {
				t.Fatal(problems.Text(""))
			}
			if have := lines(got.Findings); !slices.Equal(have, c.want) {
				t.Errorf("findings\n%s\nwant\n%s", strings.Join(have, "\n"), strings.Join(c.want, "\n"))
			}
			slices.Sort(c.kids)
			if !slices.Equal(got.KIDs, c.kids) || len(got.Keys) != c.left {
				t.Errorf("kids %q and %d keys, want %q and %d", got.KIDs, len(got.Keys), c.kids, c.left)
			}
			sound(t, got)
			for _, f := range got.Findings {
				told[f.Code] = true
			}
		})
	}
	// Two keys without alg are marked by what the document names.
	got, _ := inspect(document{json, `{"issuer":"` + home + `","jwks_uri":"https://keys.example.com/k","id_token_signing_alg_values_supported":["RS512"]}`},
		document{json, `{"keys":[` + edit(rs, map[string]any{"alg": nil}) + `],"d":"x"}`})
	if have := lines(got.Findings); len(got.Keys) != 1 || got.Keys[0].Algorithm() != "RS512" || !slices.Equal(have, []string{
		"error CT060 jwks: it has the members d",
		"warning CT071 discovery: there is no response_types_supported", "warning CT071 discovery: there is no subject_types_supported",
		`info CT072 discovery.jwks_uri: the keys are fetched from "keys.example.com"`,
	}) {
		t.Errorf("%v %q", got.Keys, have)
	}
	told["CT072"] = true
	told["CT073"] = true // TestOptional
	for _, r := range lint.Rules() {
		if r.By == lint.Fetch && !told[r.Code] {
			t.Errorf("no case tells of %s, %s", r.Code, r.Title)
		}
	}
}

// sound holds what is true of every snapshot.
func sound(t *testing.T, s Snapshot) {
	t.Helper()
	// What comes out goes into issuer_documents and jwks.
	var problems problem.List
	again, dropped, err := jwk.ParseJSON(jwk.Set(s.Keys))
	if err != nil || len(dropped) > 0 || jwk.Set(issuer.Merge(again, "keys", &problems)) != jwk.Set(s.Keys) || len(problems) > 0 {
		t.Errorf("the set is not read back: %v %v", err, problems)
	}
	if !slices.IsSorted(s.KIDs) || len(slices.Compact(slices.Clone(s.KIDs))) != len(s.KIDs) || len(s.KIDs) > len(s.Keys) {
		t.Errorf("kids %q", s.KIDs)
	}
	for _, kid := range s.KIDs {
		if !slices.ContainsFunc(s.Keys, func(k jwk.Key) bool { return k.KID() == kid && !k.HasPrivate() }) {
			t.Errorf("the kid %q has no key", kid)
		}
	}
	for _, f := range s.Findings {
		if f.Code.Rule().By != lint.Fetch || f.Detail == "" || strings.HasSuffix(f.Detail, ".") || strings.ContainsAny(f.Detail, "\n\x1b") {
			t.Errorf("finding %+v", f)
		}
		for _, party := range parties.Names() {
			if v := s.Taken[party]; f.Severity() > lint.Info && (v.Taken == issuer.Yes || !slices.Contains(v.Reasons, string(f.Code)+": "+f.Code.Rule().Title)) {
				t.Errorf("%s: %+v beside %s", party, v, f.Code)
			}
		}
	}
	if len(s.Taken) != len(parties.All) {
		t.Errorf("verdicts %+v", s.Taken)
	}
	if len(s.Keys) == 0 && s.Taken["vault"].Taken != issuer.No {
		t.Errorf("no key, and %+v", s.Taken)
	}
}

// TestSecretsAreNotRepeated: whatever private member stands wherever, no text
// has its value.
func TestSecretsAreNotRepeated(t *testing.T) {
	t.Parallel()
	const canary = "Zm9yYmlkZGVuLXZhbHVl"
	for _, name := range privateMembers {
		for _, set := range []string{
			`{"keys":[{"kty":"RSA","%s":"` + canary + `"}]}`, `{"keys":[],"%s":"` + canary + `"}`, `{"keys":[{"kty":"oct","%s":["` + canary + `"]}]}`,
			`{"keys":[{"%[1]s":"` + canary + `","%[1]s":"` + canary + `"}]}`, `{"keys":"%s ` + canary + `"}`, `{"keys":[{"%s":"` + canary + `}]}`,
			`"%s ` + canary + `"`, `{"keys":[{"kty":"` + canary + `","crv":"` + canary + `","use":"` + canary + `%s","alg":"` + canary + `"}]}`,
		} {
			var problems problem.List
			s := readSet(document{"application/json", fmt.Sprintf(set, name)}, nil, "url", &problems)
			if text := fmt.Sprint(problems.Text(""), lines(s.findings), s); strings.Contains(text, canary) {
				t.Errorf("%s: %s", set, text)
			}
			if len(s.keys) > 0 || len(problems)+len(s.findings) == 0 {
				t.Errorf("%s passes", set)
			}
		}
	}
}

// TestAuthorities: what is trusted is certificates alone, and what is no
// certificate is not repeated.
func TestAuthorities(t *testing.T) {
	t.Parallel()
	certificate := fakeci.New(t).CAPEM()
	private := keys()[jwk.RS256].PrivatePEM()
	for name, c := range map[string]struct{ text, want string }{
		"one":         {certificate, ""},
		"two":         {"# the first\n" + certificate + "\n" + certificate, ""},
		"none":        {"", "CE104 ca_pem: there is no certificate in it. Give"},
		"text":        {"/etc/ssl/ca.pem", "there is no certificate in it"},
		"private key": {private, "there is a PEM block that is no certificate"},
		"both":        {certificate + private, "there is a PEM block that is no certificate"},
		"cut off":     {certificate[:len(certificate)-40], "there is no certificate in it"},
		"one cut off": {certificate + certificate[:200], "a PEM block in it is cut off or broken"},
		"rubbish":     {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "a certificate in it cannot be read"},
		"long":        {certificate + strings.Repeat(" ", maxPEM), "longer than 1 MiB"},
	} {
		var problems problem.List
		pool := Authorities(c.text, "ca_pem", &problems)
		text := problems.Text("")
		if (pool == nil) != (c.want != "") || len(problems) > 1 || !strings.Contains(text, c.want) {
			t.Errorf("%s: %s", name, text)
		}
		if strings.Contains(text, private[40:80]) {
			t.Errorf("%s: the key is repeated", name)
		}
	}
}

// FuzzRead: no documents, however odd, break the reader, and what it says holds
// together.
func FuzzRead(f *testing.F) {
	var problems problem.List
	made := issuer.Publish(home, []jwk.Key{keys()[jwk.RS256], keys()[jwk.EdDSA]}, "url", &problems)
	f.Add("application/json", made.Discovery.Body, made.JWKS.Body)
	f.Add("", `{"issuer":"https://ci.example.com","jwks_uri":"https://x/k","id_token_signing_alg_values_supported":["none","HS256"]}`, `{"keys":[{"kty":"RSA","kid":"x"},{"kty":"oct","k":"x"},[],{"kty":"EC","crv":"P-521"}]}`)
	f.Add("text/html; =", `{"issuer":"https://ci.example.com","jwks_uri":"https://[::1%25x]:0/"}`, `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"kid","use":null}]}`)
	f.Fuzz(func(t *testing.T, contentType, discovery, set string) {
		first, problems := inspect(document{contentType, discovery}, document{contentType, set})
		for _, p := range problems {
			if p.Field != "url" || p.Reason == "" || strings.HasSuffix(p.Reason, ".") || len(p.String()) > 1000 {
				t.Errorf("%q", p.String())
			}
		}
		if len(problems) > 0 {
			if first.Keys != nil || first.Taken != nil {
				t.Error("a snapshot beside a problem")
			}
			return
		}
		sound(t, first)
		again, _ := inspect(document{contentType, discovery}, document{contentType, set})
		if fmt.Sprint(first) != fmt.Sprint(again) {
			t.Error("the same documents are read in two ways")
		}
	})
}
