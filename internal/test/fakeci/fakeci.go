// Package fakeci is an issuer of tokens in memory, for tests: real HTTPS on
// 127.0.0.1 under a certificate authority of its own, with what issuer.Publish
// makes of keys, documents as odd as a test wants them, and a mint.
//
// Only tests import it; a test of the layers holds that.
package fakeci

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// An Issuer serves documents and signs tokens. Its methods may be called at once
// from many places.
type Issuer struct {
	t      testing.TB
	server *httptest.Server
	client *http.Client
	path   string
	caPEM  string

	lock      sync.Mutex
	documents map[string]document
	handlers  map[string]http.Handler
	mux       *http.ServeMux
	requests  []string
}

// A document is served as it is.
type document struct{ contentType, body string }

// New starts an issuer with the URL https://127.0.0.1:PORT. It answers 404 to
// everything until Serve, Publish or Handle, and is closed when the test ends.
func New(t testing.TB) *Issuer {
	t.Helper()
	return NewAt(t, "")
}

// NewAt is New with a path in the issuer's URL, such as /org/x.
func NewAt(t testing.TB, path string) *Issuer {
	t.Helper()
	return NewWith(t, path, func(*tls.Config) {})
}

// NewWith is NewAt with a server whose TLS is changed first, for one that is out
// of date.
func NewWith(t testing.TB, path string, change func(*tls.Config)) *Issuer {
	t.Helper()
	authority, err := NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := authority.Certify("127.0.0.1", "localhost", "issuer.test", "*.issuer.test")
	if err != nil {
		t.Fatal(err)
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{*certificate}}
	change(config)
	i := &Issuer{t: t, path: path, caPEM: authority.PEM(), documents: map[string]document{}, handlers: map[string]http.Handler{}, mux: http.NewServeMux()}
	i.server = httptest.NewUnstartedServer(http.HandlerFunc(i.serve))
	i.server.TLS = config
	i.server.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are what many tests are about
	i.server.StartTLS()
	i.client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: authority.Pool()}}}
	t.Cleanup(func() {
		i.server.CloseClientConnections() // ends the requests that a slow handler still holds
		i.client.CloseIdleConnections()
		i.server.Close()
	})
	return i
}

// URL is the issuer's URL, as its tokens' iss has it.
func (i *Issuer) URL() string { return i.server.URL + i.path }

// CAPEM is the certificate of the authority that signed the server's, for ca_pem
// and oidc_discovery_ca_pem. The server's is good for 127.0.0.1, localhost,
// issuer.test and names right below issuer.test.
func (i *Issuer) CAPEM() string { return i.caPEM }

// Client is a client that trusts the authority.
func (i *Issuer) Client() *http.Client { return i.client }

// Serve publishes what issuer.Publish makes of these keys at URL, in place of
// what was served before. Private parts stay here.
func (i *Issuer) Serve(keys ...jwk.Key) {
	i.t.Helper()
	var problems problem.List
	made := issuer.Publish(i.URL(), keys, "url", &problems)
	if len(problems) > 0 {
		i.t.Fatal(problems.Text(""))
	}
	i.Publish(made.Discovery.Path, issuer.ContentType, made.Discovery.Body)
	i.Publish(made.JWKS.Path, issuer.ContentType, made.JWKS.Body)
}

// Publish serves a document as it is at a path below the host, in place of one
// that was there. No Content-Type is sent where it is empty.
func (i *Issuer) Publish(path, contentType, body string) {
	i.lock.Lock()
	defer i.lock.Unlock()
	i.documents["/"+strings.TrimPrefix(path, "/")] = document{contentType, body}
}

// Handle serves a pattern (as http.ServeMux has it) by a handler, ahead of the
// documents and in place of a handler that the pattern had.
func (i *Issuer) Handle(pattern string, h http.Handler) {
	i.lock.Lock()
	defer i.lock.Unlock()
	i.handlers[pattern] = h
	i.mux = http.NewServeMux()
	for p, h := range i.handlers {
		i.mux.Handle(p, h)
	}
}

// Requests are the paths that were asked for, in order.
func (i *Issuer) Requests() []string {
	i.lock.Lock()
	defer i.lock.Unlock()
	return slices.Clone(i.requests)
}

func (i *Issuer) serve(w http.ResponseWriter, r *http.Request) {
	i.lock.Lock()
	i.requests = append(i.requests, r.URL.Path)
	h, pattern := i.mux.Handler(r)
	d, found := i.documents[r.URL.Path]
	i.lock.Unlock()
	switch {
	case pattern != "":
		h.ServeHTTP(w, r)
	case !found:
		http.NotFound(w, r)
	default:
		w.Header()["Content-Type"] = nil // else it is guessed
		if d.contentType != "" {
			w.Header().Set("Content-Type", d.contentType)
		}
		w.Header().Set("Cache-Control", issuer.CacheControl)
		_, _ = io.WriteString(w, d.body)
	}
}

// lifetime is how long a token lasts whose exp is not given.
const lifetime = time.Hour

// Mint is a token (JWT) with these claims, signed with the key. iss, iat, nbf and
// exp are filled in where they are missing, by this machine's clock; a claim that
// is nil is left out.
func (i *Issuer) Mint(key jwk.Key, claims map[string]any) string {
	i.t.Helper()
	now := time.Now()
	all := map[string]any{"iss": i.URL(), "iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(lifetime).Unix()}
	maps.Copy(all, claims)
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil })
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
