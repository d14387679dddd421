package fakeci_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/fakeci"
)

func key(t *testing.T) jwk.Key {
	t.Helper()
	k, err := jwk.Generate(jwk.ES256, 0)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func get(t *testing.T, c *http.Client, url string) (status int, contentType, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header.Get("Content-Type"), string(text)
}

// TestServe: from the URL alone, with the authority alone, a reader finds the
// keys that tokens are signed with, before and after a rotation.
func TestServe(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"", "/org/x"} {
		i := fakeci.NewAt(t, path)
		discoveryAt := i.URL() + "/.well-known/openid-configuration"
		if status, _, _ := get(t, i.Client(), discoveryAt); status != http.StatusNotFound {
			t.Errorf("%d before anything is published", status)
		}
		a, b := key(t), key(t)
		for _, published := range [][]jwk.Key{{a}, {a, b}, {b}} {
			i.Serve(published...)
			var discovery struct {
				Issuer  string
				JWKSURI string `json:"jwks_uri"`
			}
			status, contentType, body := get(t, i.Client(), discoveryAt)
			if err := json.Unmarshal([]byte(body), &discovery); err != nil || status != http.StatusOK || contentType != issuer.ContentType || discovery.Issuer != i.URL() {
				t.Fatalf("%d %s %s", status, contentType, body)
			}
			if _, _, set := get(t, i.Client(), discovery.JWKSURI); set != jwk.Set(published) {
				t.Errorf("served %s", set)
			}
		}
		want := path + "/.well-known/openid-configuration"
		if got := i.Requests(); len(got) != 7 || got[0] != want || got[2] != path+"/.well-known/jwks.json" {
			t.Errorf("requests %q", got)
		}
	}
}

// TestCertificate: only who trusts the authority connects, and under the names
// that are documented.
func TestCertificate(t *testing.T) {
	t.Parallel()
	i := fakeci.New(t)
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(i.CAPEM())) {
		t.Fatal("no certificate")
	}
	addr := strings.TrimPrefix(i.URL(), "https://")
	for name, config := range map[string]*tls.Config{
		"127.0.0.1":     {RootCAs: pool},
		"issuer.test":   {RootCAs: pool},
		"a.issuer.test": {RootCAs: pool},
		"other.test":    {RootCAs: pool},
		"localhost":     {RootCAs: x509.NewCertPool()},
	} {
		config.ServerName = name
		conn, err := (&tls.Dialer{Config: config}).DialContext(context.WithoutCancel(t.Context()), "tcp", addr)
		if err == nil {
			conn.Close()
		}
		if wrong := name == "other.test" || name == "localhost"; (err != nil) != wrong {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOddities: documents are served as they are, handlers go ahead of them, and
// the last word counts.
func TestOddities(t *testing.T) {
	t.Parallel()
	i := fakeci.New(t)
	i.Publish("a", "text/odd", "\x00{")
	i.Publish("/b", "", "<html>")
	if _, contentType, body := get(t, i.Client(), i.URL()+"/a"); contentType != "text/odd" || body != "\x00{" {
		t.Errorf("%q %q", contentType, body)
	}
	if _, contentType, body := get(t, i.Client(), i.URL()+"/b"); contentType != "" || body != "<html>" {
		t.Errorf("%q %q", contentType, body)
	}
	for _, status := range []int{http.StatusTeapot, http.StatusGone} {
		i.Handle("/a", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		if got, _, _ := get(t, i.Client(), i.URL()+"/a"); got != status {
			t.Errorf("%d, want %d", got, status)
		}
	}
	if !slices.Equal(i.Requests(), []string{"/a", "/b", "/a", "/a"}) {
		t.Errorf("%q", i.Requests())
	}
}

// TestMint: a token verifies with the key, and its claims are those that were
// given, filled up.
func TestMint(t *testing.T) {
	t.Parallel()
	i, k := fakeci.New(t), key(t)
	token := i.Mint(k, map[string]any{"sub": "x", "nbf": nil, "exp": 5})
	signed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		t.Fatal(err)
	}
	var set jose.JSONWebKeySet
	if err := json.Unmarshal([]byte(jwk.Set([]jwk.Key{k})), &set); err != nil {
		t.Fatal(err)
	}
	if _, err := signed.Verify(set.Keys[0].Key); err != nil || signed.Signatures[0].Header.KeyID != k.KID() {
		t.Errorf("%v %+v", err, signed.Signatures)
	}
	var claims map[string]any
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil || json.Unmarshal(text, &claims) != nil {
		t.Fatal(err)
	}
	_, hasIat := claims["iat"].(float64)
	_, hasNbf := claims["nbf"]
	if claims["iss"] != i.URL() || claims["sub"] != "x" || claims["exp"] != 5.0 || !hasIat || hasNbf || len(claims) != 4 {
		t.Errorf("%s", text)
	}
}
