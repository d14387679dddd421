package token

import (
	"reflect"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// FuzzDecode: any bytes are a token that survives its own encoding, or an error
// that holds neither a part of the text nor more than a few lines. The fuzzer's
// texts are taken as a token and as the parts of one.
func FuzzDecode(f *testing.F) {
	f.Add("eyJhbGciOiJub25lIn0", `{"iss":"https://gitlab.com","aud":["a"],"exp":1763712000}`, "c2ln")
	f.Add(`{"alg":"RS256","kid":"k"}`, `{"a":{"b":[1e400,null,true]}}`, "")
	f.Add(`{"alg":"RS256"}`, `{"a":1,"a":2}`, "x")
	f.Add("a.b", "c", "d\r\n")
	f.Fuzz(func(t *testing.T, header, payload, signature string) {
		check(t, header+"."+payload+"."+signature)
		token := jwt(header, payload, signature)
		check(t, token)
		if len(token) < MaxBytes && !Looks(token) && header != "" {
			t.Errorf("%q does not look like a token", token)
		}
	})
}

func check(t *testing.T, text string) {
	t.Helper()
	got, err := Decode(text)
	if err != nil {
		if len(err.Error()) > 250 || strings.HasSuffix(err.Error(), ".") {
			t.Errorf("error %q", err)
		}
		for part := range strings.SplitSeq(text, ".") {
			if len(part) >= 12 && strings.Contains(err.Error(), part) && !strings.Contains(err.Error(), "stands there twice") {
				t.Errorf("the error %q shows a part of the token", err)
			}
		}
		return
	}
	header, err := value.Encode(got.Header)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := value.Encode(got.Claims)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Decode(jwt(header, payload, "s"))
	if err != nil {
		if strings.Contains(err.Error(), "more than the") {
			return // the canonical form escapes what the original did not
		}
		t.Fatalf("a token does not survive: %v", err)
	}
	if !reflect.DeepEqual(got, again) {
		t.Errorf("%+v\nbecame\n%+v", got, again)
	}
}
