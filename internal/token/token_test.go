package token

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// jwt joins parts as a token does.
func jwt(header, payload, signature string) string {
	enc := base64.RawURLEncoding.EncodeToString
	return enc([]byte(header)) + "." + enc([]byte(payload)) + "." + enc([]byte(signature))
}

// TestDecode reads the example of RFC 7515, appendix A.1, and a token with every
// registered member.
func TestDecode(t *testing.T) {
	got, err := Decode("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9" +
		".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ" +
		".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
	if err != nil {
		t.Fatal(err)
	}
	if got.Algorithm != "HS256" || got.Issuer == nil || *got.Issuer != "joe" || got.ExpiresAt == nil || got.ExpiresAt.Format(time.RFC3339) != "2011-03-22T18:43:00Z" {
		t.Errorf("got %+v", got)
	}
	if got.KeyID != nil || got.Subject != nil || got.Audiences != nil || got.IssuedAt != nil || got.NotBefore != nil {
		t.Errorf("members from nowhere: %+v", got)
	}
	if text, err := value.Encode(got.Claims); err != nil || text != `{"exp":1300819380,"http://example.com/is_root":true,"iss":"joe"}` {
		t.Errorf("claims %s, %v", text, err)
	}

	got, err = Decode(jwt(`{"alg":"RS256","kid":"k"}`, `{"sub":"s","aud":["b","a"],"iat":1.9,"nbf":0,"exp":253402300799}`, ""))
	if err != nil {
		t.Fatal(err)
	}
	if *got.KeyID != "k" || *got.Subject != "s" || strings.Join(got.Audiences, " ") != "b a" || got.IssuedAt.Unix() != 1 || got.NotBefore.Unix() != 0 || got.ExpiresAt.Format(time.RFC3339) != "9999-12-31T23:59:59Z" {
		t.Errorf("got %+v", got)
	}
	if got, err = Decode(jwt(`{"alg":"none"}`, `{"aud":"x"}`, "")); err != nil || len(got.Audiences) != 1 || got.Audiences[0] != "x" {
		t.Errorf("an aud that is a string: %+v, %v", got, err)
	}
}

// TestDecodeErrors: each mistake has its text, and no text holds the token.
func TestDecodeErrors(t *testing.T) {
	const secret = "s3cr3t"
	ok := jwt(`{"alg":"RS256"}`, `{"a":"`+secret+`"}`, secret)
	for _, c := range []struct{ in, want string }{
		{"", "is empty"},
		{ok + "\n", "begins or ends with white space"},
		{"Bearer " + ok, "holds white space"},
		{ok + ".a.b", "five parts, so it is encrypted"},
		{secret, "has 1 parts"},
		{strings.Replace(ok, ".", "+.", 1), "the header is no base64url without padding (RFC 7515, section 2): foreign character at its byte 20"},
		{strings.Replace(ok, ".", "A.", 1), "the header is no base64url without padding (RFC 7515, section 2): it is cut off or was changed"},
		{ok + "=", "the signature is no base64url"},
		{strings.Repeat("a", MaxBytes+1), "more than the 65536 that are read"},
		{jwt("\xff", "{}", ""), "the header: the JSON is no valid UTF-8"},
		{jwt(secret, "{}", ""), "the header: line 1, column 1: this is no JSON"},
		{jwt(`{}`, "{}", ""), "the header has no alg"},
		{jwt(`{"alg":7}`, "{}", ""), "the header's alg is no string"},
		{jwt(`{"alg":"RS256","kid":["`+secret+`"]}`, "{}", ""), "the header's kid is no string"},
		{jwt(`{"alg":"RS256"}`, `["`+secret+`"]`, ""), "the payload is no JSON object"},
		{jwt(`{"alg":"RS256"}`, `{"a":1}{}`, ""), "something follows the JSON value"},
		{jwt(`{"alg":"RS256"}`, `{"a":{"sub":1,"sub":"`+secret+`"}}`, ""), `the key "sub" stands there twice`},
		{jwt(`{"alg":"RS256"}`, `{"`+strings.Repeat("ä", 500)+`":1,"`+strings.Repeat("ä", 500)+`":1}`, ""), "ää…"},
		{jwt(`{"alg":"RS256"}`, strings.Repeat("[", 200), ""), "more than 64 levels"},
		{jwt(`{"alg":"RS256"}`, `{"iss":null}`, ""), "the payload's iss is no string"},
		{jwt(`{"alg":"RS256"}`, `{"sub":["`+secret+`"]}`, ""), "the payload's sub is no string"},
		{jwt(`{"alg":"RS256"}`, `{"aud":null}`, ""), "the payload's aud is neither"},
		{jwt(`{"alg":"RS256"}`, `{"aud":["`+secret+`",7]}`, ""), "the payload's aud has an element that is no string"},
		{jwt(`{"alg":"RS256"}`, `{"exp":"`+secret+`"}`, ""), "the payload's exp is no number"},
		{jwt(`{"alg":"RS256"}`, `{"iat":1763712000000}`, ""), "seconds, not milliseconds"},
		{jwt(`{"alg":"RS256"}`, `{"nbf":1e999}`, ""), "the payload's nbf lies outside"},
	} {
		_, err := Decode(c.in)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
			continue
		}
		if text := err.Error(); strings.Contains(text, secret) || len(text) > 200 || strings.HasSuffix(text, ".") {
			t.Errorf("the error shows the token, is long, or ends with a full stop: %s", text)
		}
	}
}

func TestLooks(t *testing.T) {
	for _, s := range []string{"eyJh.eyJi.c", " eyJh.eyJi.\n", "Bearer a.b.c", "bearer  a.b.c", "a.b.c.d.e"} {
		if !Looks(s) {
			t.Errorf("%q looks like a token", s)
		}
	}
	for _, s := range []string{"", "..", `{"iss":"a.b.c"}`, "1.5", "a.b", "https://a.b.c"} {
		if Looks(s) {
			t.Errorf("%q does not look like a token", s)
		}
	}
}
