package standin

// The issuer of a CI platform.

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// An Issuer is a CI platform's issuer at the platform's own URL. It publishes
// what issuer.Publish makes of its key.
type Issuer struct {
	URL string

	t    testing.TB
	key  jwk.Key
	keys jose.JSONWebKeySet
}

// Issuer serves an issuer at its URL. One host serves one issuer.
func (n *Internet) Issuer(t testing.TB, at string) *Issuer {
	t.Helper()
	key, err := jwk.Generate(jwk.RS256, 2048)
	if err != nil {
		t.Fatal(err)
	}
	var problems problem.List
	made := issuer.Publish(at, []jwk.Key{key}, "url", &problems)
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	i := &Issuer{URL: at, t: t, key: key}
	if err := json.Unmarshal([]byte(made.JWKS.Body), &i.keys); err != nil {
		t.Fatal(err)
	}
	place, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	bodies := map[string]string{"/" + made.Discovery.Path: made.Discovery.Body, "/" + made.JWKS.Path: made.JWKS.Body}
	n.Handle(place.Host, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := bodies[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", issuer.ContentType)
		_, _ = io.WriteString(w, body)
	}))
	return i
}

// Claims are those of one job of the platform whose issuer this is: a form and its
// variables, which have their samples unless said here. Without an audience it is
// the platform's own. What the platform's configuration decides is as by default.
func (i *Issuer) Claims(form string, values map[string]string, audience string) map[string]any {
	i.t.Helper()
	p, settings := platform.At(i.URL)
	if p == nil || p.Form(form) == nil {
		i.t.Fatalf("%s is no platform's, or not one with the form %s", i.URL, form)
	}
	if audience == "" {
		all := map[string]string{}
		for _, v := range p.Variables {
			all[v.Name] = v.Samples[0]
		}
		maps.Copy(all, settings)
		audience = p.DefaultAudience(all)
	}
	return p.Mint(platform.Job{Form: form, Values: values}, p.Declared(p.Form(form), settings)[0], i.URL, audience)
}

// Mint is a token with these claims, good for an hour from now.
func (i *Issuer) Mint(claims map[string]any) string {
	i.t.Helper()
	return i.MintAt(time.Now(), claims)
}

// MintAt is Mint at another time.
func (i *Issuer) MintAt(at time.Time, claims map[string]any) string {
	i.t.Helper()
	return i.sign(i.key, at, claims)
}

// Forge is Mint by somebody who has not got the issuer's key.
func (i *Issuer) Forge(claims map[string]any) string {
	i.t.Helper()
	key, err := jwk.Generate(jwk.RS256, 2048)
	if err != nil {
		i.t.Fatal(err)
	}
	return i.sign(key, time.Now(), claims)
}

func (i *Issuer) sign(key jwk.Key, at time.Time, claims map[string]any) string {
	i.t.Helper()
	all := map[string]any{"iss": i.URL, "iat": at.Unix(), "nbf": at.Unix(), "exp": at.Add(time.Hour).Unix()}
	maps.Copy(all, claims)
	text, err := json.Marshal(all)
	if err != nil {
		i.t.Fatal(err)
	}
	token, err := key.Sign(text)
	if err != nil {
		i.t.Fatal(err)
	}
	return token
}

// verify is the claims of a token that this issuer signed and that has not
// expired.
func (i *Issuer) verify(token string) (map[string]any, error) {
	signed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return nil, err
	}
	payload, err := signed.Verify(i.keys)
	if err != nil {
		return nil, err
	}
	claims := map[string]any{}
	decoder := json.NewDecoder(strings.NewReader(string(payload)))
	decoder.UseNumber()
	if err := decoder.Decode(&claims); err != nil {
		return nil, err
	}
	exp, ok := claims["exp"].(json.Number)
	if !ok {
		return nil, fmt.Errorf("no exp")
	}
	if at, err := exp.Int64(); err != nil || time.Now().After(time.Unix(at, 0)) {
		return nil, errExpired
	}
	return claims, nil
}
