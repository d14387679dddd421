package live

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/fakeci"
)

// keys are one for each algorithm, made once.
var keys = sync.OnceValue(func() map[string]jwk.Key {
	out := map[string]jwk.Key{}
	for _, algorithm := range []string{jwk.RS256, jwk.ES256, jwk.ES384, jwk.EdDSA} {
		k, err := jwk.Generate(algorithm, 0)
		if err != nil {
			panic(err)
		}
		out[algorithm] = k
	}
	return out
})

func roots(t *testing.T, i *fakeci.Issuer) *x509.CertPool {
	t.Helper()
	var problems problem.List
	pool := Authorities(i.CAPEM(), "ca_pem", &problems)
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	return pool
}

// fetch looks at an issuer with private addresses allowed.
func fetch(t *testing.T, i *fakeci.Issuer) (Snapshot, problem.List) {
	t.Helper()
	var problems problem.List
	s := Fetch(t.Context(), Request{URL: i.URL(), Roots: roots(t, i), AllowPrivate: true}, "url", &problems)
	return s, problems
}

// discoveryOf is the discovery document of an issuer's URL, with texts replaced.
func discoveryOf(t *testing.T, at string, replace ...string) string {
	t.Helper()
	var problems problem.List
	made := issuer.Publish(at, []jwk.Key{keys()[jwk.RS256]}, "url", &problems)
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	return strings.NewReplacer(replace...).Replace(made.Discovery.Body)
}

const (
	discoveryPath = "/.well-known/openid-configuration"
	jwksPath      = "/.well-known/jwks.json"
)

// TestFetch: what an issuer publishes comes back, at a path and with a slash at
// the end too, and each document is asked for once.
func TestFetch(t *testing.T) {
	t.Parallel()
	a, b := keys()[jwk.RS256], keys()[jwk.ES256]
	for _, path := range []string{"", "/", "/org/x", "/org/x/"} {
		i := fakeci.NewAt(t, path)
		for _, serve := range [][]jwk.Key{{a}, {a, b}, {b}} {
			i.Serve(serve...)
			got, problems := fetch(t, i)
			if len(problems) > 0 || len(got.Findings) > 0 {
				t.Fatalf("%q: %v %v", path, problems, got.Findings)
			}
			var kids, algorithms []string
			for _, k := range jwk.Sorted(serve) {
				kids, algorithms = append(kids, k.KID()), append(algorithms, k.Algorithm())
			}
			slices.Sort(algorithms)
			below := strings.TrimSuffix(path, "/")
			if jwk.Set(got.Keys) != jwk.Set(serve) || !slices.Equal(got.KIDs, kids) || !slices.Equal(got.Algorithms, algorithms) || got.JWKSURI != strings.TrimSuffix(i.URL(), "/")+jwksPath {
				t.Errorf("%q: %+v", path, got)
			}
			if taken := got.Taken["vault"].Taken; taken != issuer.Yes {
				t.Errorf("%q: Vault: %s", path, taken)
			}
			if all := i.Requests(); !slices.Equal(all[len(all)-2:], []string{below + discoveryPath, below + jwksPath}) {
				t.Errorf("%q: asked for %q", path, all)
			}
		}
	}
}

// A serving is a server that does something that is not taken, and the complaint.
type serving struct {
	serve func(t *testing.T, i *fakeci.Issuer)
	want  string
}

func handler(path string, f http.HandlerFunc) func(*testing.T, *fakeci.Issuer) {
	return func(_ *testing.T, i *fakeci.Issuer) {
		i.Serve(keys()[jwk.RS256])
		i.Handle(path, f)
	}
}

func redirect(path, to string) func(*testing.T, *fakeci.Issuer) {
	return func(_ *testing.T, i *fakeci.Issuer) {
		i.Serve(keys()[jwk.RS256])
		to := strings.NewReplacer("{url}", i.URL(), "{port}", i.URL()[strings.LastIndexByte(i.URL(), ':'):]).Replace(to)
		i.Handle(path, http.RedirectHandler(to, http.StatusFound))
	}
}

func discovers(discovery string) func(*testing.T, *fakeci.Issuer) {
	return func(_ *testing.T, i *fakeci.Issuer) { i.Publish(discoveryPath, "application/json", discovery) }
}

func changed(replace ...string) func(*testing.T, *fakeci.Issuer) {
	return func(t *testing.T, i *fakeci.Issuer) {
		i.Serve(keys()[jwk.RS256])
		i.Publish(discoveryPath, "application/json", discoveryOf(t, i.URL(), replace...))
	}
}

func set(body string) func(*testing.T, *fakeci.Issuer) {
	return func(_ *testing.T, i *fakeci.Issuer) {
		i.Serve()
		i.Publish(jwksPath, "application/json", body)
	}
}

// long streams JSON white space: n bytes in all.
func long(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "{}"+strings.Repeat(" ", n-2))
	}
}

// TestFetchRefuses: every way in which a server can be no issuer, over real
// HTTPS. Nothing comes back beside the problem.
func TestFetchRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]serving{
		"nothing there":     {func(*testing.T, *fakeci.Issuer) {}, "CE111 url: the discovery document (<url>/.well-known/openid-configuration, from \"{host}\") could not be fetched: the server answered with the status 404"},
		"no keys there":     {changed("jwks.json", "elsewhere.json"), "CE111 url: the JWK set (\"{url}/.well-known/elsewhere.json\") could not be fetched: the server answered with the status 404"},
		"an error":          {handler(discoveryPath, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }), "the status 500"},
		"no content":        {handler(jwksPath, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }), "the status 204"},
		"a byte too long":   {handler(discoveryPath, long(maxBody+1)), "longer than 1 MiB"},
		"keys too long":     {handler(jwksPath, long(maxBody+1)), "longer than 1 MiB"},
		"a header too long": {handler(discoveryPath, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 2*maxHeader)) }), "the connection failed: "},
		"cut off": {handler(discoveryPath, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "99")
			_, _ = io.WriteString(w, "{")
		}), "the connection failed: "},
		"another host":       {redirect(discoveryPath, "https://localhost{port}/x"), "it redirects to another host or port, \"localhost"},
		"another port":       {redirect(discoveryPath, "https://127.0.0.1/x"), "it redirects to another host or port, \"127.0.0.1\""},
		"keys elsewhere":     {redirect(jwksPath, "https://localhost{port}/x"), "it redirects to another host or port"},
		"to http":            {redirect(discoveryPath, "http://127.0.0.1{port}/x"), "it redirects to another scheme than https"},
		"keys to http":       {redirect(jwksPath, "http://127.0.0.1{port}/x"), "it redirects to another scheme than https"},
		"to a file":          {redirect(discoveryPath, "file:///etc/passwd"), "it redirects to another scheme than https"},
		"with a password":    {redirect(discoveryPath, "https://a:b@127.0.0.1{port}/x"), "it redirects to a URL with a user or a password"},
		"round and round":    {redirect(discoveryPath, "{url}/.well-known/openid-configuration"), "it redirects more than 3 times"},
		"HTML":               {discovers("<html>"), "CE108 url: the discovery document cannot be read: line 1, column 1: this is no JSON"},
		"nothing in it":      {discovers(""), "CE108 url: the discovery document cannot be read: line 1, column 1: the JSON ends too early"},
		"a list":             {discovers("[]"), "CE108 url: the discovery document is a list, not an object"},
		"too much":           {discovers("{} {}"), "something follows the JSON value"},
		"a member twice":     {discovers(`{"issuer":"a","issuer":"b"}`), `the key "issuer" stands there twice`},
		"no UTF-8":           {discovers("{\"a\":\"\xff\"}"), "no valid UTF-8"},
		"no issuer":          {discovers(`{"Issuer":"x"}`), "CE108 url: the discovery document has no issuer that is a string"},
		"issuer a list":      {discovers(`{"issuer":["x"]}`), "has no issuer that is a string"},
		"another issuer":     {changed(`"issuer":"https`, `"issuer":"https://evil.example/?`), "CE111 url: the discovery document is one of the issuer \"https://evil.example/?://127.0.0.1"},
		"a slash more":       {changed(`","jwks_uri`, `/","jwks_uri`), "must have this URL byte for byte"},
		"another case":       {changed(`"issuer":"https`, `"issuer":"HTTPS`), "must have this URL byte for byte"},
		"control characters": {discovers(`{"issuer":"\u001b[2J\u202e"}`), `one of the issuer "\x1b[2J\u202e"`},
		"no jwks_uri":        {changed("jwks_uri", "jwks_url"), "CE108 url: the discovery document has no jwks_uri that is a string"},
		"jwks_uri by http":   {changed(`jwks_uri":"https`, `jwks_uri":"http`), "has a jwks_uri that is no https URL"},
		"jwks_uri relative":  {changed(`jwks_uri":"https:`, `jwks_uri":"`), "has a jwks_uri that is no https URL"},
		"jwks_uri a file":    {changed(`jwks_uri":"https://`, `jwks_uri":"file:///`), "has a jwks_uri that is no https URL"},
		"jwks_uri data":      {changed(`jwks_uri":"https://`, `jwks_uri":"data:`), "has a jwks_uri that is no https URL"},
		"jwks_uri password":  {changed(`jwks_uri":"https://`, `jwks_uri":"https://a:b@`), "has a jwks_uri with a user or a password"},
		"jwks_uri fragment":  {changed("jwks.json", "jwks.json#"), "has a jwks_uri with a fragment"},
		"keys HTML":          {set("<html>"), "CE108 url: the JWK set cannot be read: line 1"},
		"keys no object":     {set("null"), "CE108 url: the JWK set is null, not an object"},
		"keys no list":       {set(`{"keys":{}}`), "CE108 url: the JWK set has no list keys"},
		"keys capital":       {set(`{"Keys":[]}`), "CE108 url: the JWK set has no list keys"},
		"a member of a key":  {set(`{"keys":[{"kty":"RSA","kty":"EC"}]}`), `the key "kty" stands there twice`},
		"a long name":        {set(`{"` + strings.Repeat("é", 999) + `":1,"` + strings.Repeat("é", 999) + `":1}`), "éé…"},
		"deep":               {set(strings.Repeat(`{"keys":[`, 99)), "levels of lists and objects"},
		"1001 keys":          {set(`{"keys":[{}` + strings.Repeat(",{}", maxKeys) + `]}`), "CE109 url: the JWK set has 1001 keys, more than the 1000 that are read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := fakeci.New(t)
			c.serve(t, i)
			got, problems := fetch(t, i)
			want := strings.NewReplacer("{url}", i.URL(), "{host}", strings.TrimPrefix(i.URL(), "https://")).Replace(c.want)
			if len(problems) != 1 || !strings.Contains(problems.Text(""), want) || got.Keys != nil || got.KIDs != nil || got.Taken != nil {
				t.Errorf("%s, want %s; %+v", problems.Text(""), want, got)
			}
			if len(problems.Text("")) > 700 || strings.ContainsAny(problems.Text(""), "\x1b\u202e\n") {
				t.Errorf("the text is long, or has control characters: %q", problems.Text(""))
			}
		})
	}
}

// TestFetchTakes: what is at a limit, but not over it.
func TestFetchTakes(t *testing.T) {
	t.Parallel()
	for name, serve := range map[string]func(*testing.T, *fakeci.Issuer){
		"1 MiB": func(t *testing.T, i *fakeci.Issuer) {
			i.Serve(keys()[jwk.RS256])
			body := jwk.Set([]jwk.Key{keys()[jwk.RS256]})
			i.Publish(jwksPath, "application/jwk-set+json; charset=utf-8", body+strings.Repeat(" ", maxBody-len(body)))
		},
		"a redirect": func(t *testing.T, i *fakeci.Issuer) {
			i.Serve(keys()[jwk.RS256])
			i.Publish("/a b", "application/json", discoveryOf(t, i.URL()))
			i.Handle(discoveryPath, http.RedirectHandler("/one", http.StatusFound))
			i.Handle("/one", http.RedirectHandler(i.URL()+"/two", http.StatusPermanentRedirect))
			i.Handle("/two", http.RedirectHandler("/a%20b", http.StatusTemporaryRedirect))
		},
		"unknown members": changed(`"issuer"`, `"x":{"issuer":"https://evil.example","jwks_uri":"http://x"},"issuer"`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := fakeci.New(t)
			serve(t, i)
			got, problems := fetch(t, i)
			if len(problems) > 0 || len(got.Findings) > 0 || !slices.Equal(got.KIDs, []string{keys()[jwk.RS256].KID()}) {
				t.Errorf("%s %+v", problems.Text(""), got)
			}
		})
	}
}

// TestURLRefused: mistakes in the URL are found without a connection.
func TestURLRefused(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{
		"http://ci.example.com":                  "no https URL",
		"ci.example.com":                         "no URL of an issuer",
		"":                                       "no URL of an issuer",
		"https://":                               "no URL of an issuer",
		"https://a:b@ci.example.com":             "holds a user or a password",
		"https://ci.example.com?x=1":             "a query or a fragment",
		"https://ci.example.com?":                "a query or a fragment",
		"https://ci.example.com#":                "a query or a fragment",
		"https://ci.example.com" + discoveryPath: "is the URL of a document",
		"https://ci.example.com/../x":            "empty part",
		"file:///etc/passwd":                     "no URL of an issuer",
		"https://ci.example.com:99999":           "could not be fetched",
	} {
		var problems problem.List
		got := clientWith(nil, func(netip.Addr) string { return "refused by the test" }, nil, nil).look(t.Context(), at, "url", &problems, &problems)
		if len(problems) != 1 || !strings.Contains(problems.Text(""), want) || got.Keys != nil {
			t.Errorf("%q: %s, want %s", at, problems.Text(""), want)
		}
	}
}

// TestPrivateAddresses: without leave, nothing is connected to that is not
// public, however its address is spelled.
func TestPrivateAddresses(t *testing.T) {
	t.Parallel()
	i := fakeci.New(t)
	i.Serve(keys()[jwk.RS256])
	port := i.URL()[strings.LastIndexByte(i.URL(), ':'):]
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "127.0.0.2", "0.0.0.0", "[::1]", "[::]", "10.0.0.1", "169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"} {
		var problems problem.List
		Fetch(t.Context(), Request{URL: "https://" + host + port, Roots: roots(t, i)}, "url", &problems)
		if len(problems) != 1 || !strings.Contains(problems.Text(""), "is none of the public internet (") || problems[0].Fix != "Set allow_private = true where that is meant" {
			t.Errorf("%s: %s", host, problems.Text(""))
		}
	}
	if len(i.Requests()) > 0 {
		t.Errorf("asked for %q", i.Requests())
	}
	// With leave the same passes, and what is no host's address does not.
	if _, problems := fetch(t, i); len(problems) > 0 {
		t.Error(problems.Text(""))
	}
	var problems problem.List
	client := clientWith(roots(t, i), noHost, nil, nil) // without the environment's proxy
	defer client.close()
	client.look(t.Context(), "https://0.0.0.0"+port, "url", &problems, &problems)
	if !strings.Contains(problems.Text(""), "its address 0.0.0.0 is none of the public internet (this host)") {
		t.Error(problems.Text(""))
	}
}

// TestRebinding: the address that counts is the one that is connected to. A name
// that is a good host's when the discovery document is fetched and another one's
// for the keys is refused then, and so is one that was private all along.
func TestRebinding(t *testing.T) {
	t.Parallel()
	good, bad := netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("127.0.0.2")
	only := func(a netip.Addr) string {
		if a != good {
			return "not good"
		}
		return ""
	}
	const at = "https://issuer.test{port}"
	for name, c := range map[string]struct {
		jwks    string
		answers []netip.Addr
		refuse  func(netip.Addr) string
		want    string
	}{
		"steady":           {"https://keys.issuer.test{port}/k", []netip.Addr{good}, only, ""},
		"rebound":          {"https://keys.issuer.test{port}/k", []netip.Addr{good, bad}, only, "the JWK set (\"https://keys.issuer.test{port}/k\") could not be fetched: its address 127.0.0.2 is none of the public internet (not good)"},
		"private keys":     {"https://127.0.0.2{port}/k", []netip.Addr{good}, only, "the JWK set (\"https://127.0.0.2{port}/k\") could not be fetched: its address"},
		"mapped keys":      {"https://[::ffff:127.0.0.2]{port}/k", []netip.Addr{good}, only, "its address 127.0.0.2 is none"},
		"private at once":  {at + "/k", []netip.Addr{good}, notPublic, "the discovery document (<url>/.well-known/openid-configuration, from \"issuer.test{port}\") could not be fetched: its address 127.0.0.1 is none of the public internet (loopback)"},
		"metadata service": {at + "/k", []netip.Addr{netip.MustParseAddr("169.254.169.254")}, notPublic, "its address 169.254.169.254 is none of the public internet (link-local)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := fakeci.New(t)
			here := func(text string) string {
				return strings.ReplaceAll(text, "{port}", i.URL()[strings.LastIndexByte(i.URL(), ':'):])
			}
			i.Publish(discoveryPath, "application/json", discoveryOf(t, here(at), here(at+jwksPath), here(c.jwks)))
			i.Publish("/k", "application/json", jwk.Set([]jwk.Key{keys()[jwk.RS256]}))
			names := &nameServer{answers: c.answers}
			client := clientWith(roots(t, i), c.refuse, nil, names.resolver(t))
			defer client.close()
			var problems problem.List
			got := client.look(t.Context(), here(at), "url", &problems, &problems)
			if c.want == "" {
				if len(problems) > 0 || len(got.KIDs) != 1 || len(got.Findings) != 1 || got.Findings[0].Code != "CT072" {
					t.Errorf("%s %+v", problems.Text(""), got)
				}
				return
			}
			if len(problems) != 1 || !strings.Contains(problems.Text(""), here(c.want)) || got.Keys != nil {
				t.Errorf("%s, want %s", problems.Text(""), here(c.want))
			}
		})
	}
}

// TestTLS: old TLS, a certificate of another authority, one for another host,
// and plain HTTP are refused.
func TestTLS(t *testing.T) {
	t.Parallel()
	other := fakeci.New(t)
	fails := func(name, at string, pool *x509.CertPool, want string) {
		t.Helper()
		names := &nameServer{answers: []netip.Addr{netip.MustParseAddr("127.0.0.1")}}
		client := clientWith(pool, noHost, nil, names.resolver(t))
		defer client.close()
		var problems problem.List
		got := client.look(t.Context(), at, "url", &problems, &problems)
		if len(problems) != 1 || !strings.Contains(problems.Text(""), want) || got.Keys != nil {
			t.Errorf("%s: %s, want %s", name, problems.Text(""), want)
		}
	}
	i := fakeci.New(t)
	i.Serve(keys()[jwk.RS256])
	fails("another authority", i.URL(), roots(t, other), "not signed by an authority that is trusted. Give the authority's certificate as ca_pem")
	fails("the system's", i.URL(), nil, "not signed by an authority that is trusted")
	fails("another host", strings.Replace(i.URL(), "127.0.0.1", "other.test", 1), roots(t, i), "its certificate is for another host")
	old := fakeci.NewWith(t, "", func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 })
	old.Serve(keys()[jwk.RS256])
	fails("TLS 1.1", old.URL(), roots(t, old), "the connection failed: \"remote error: tls: protocol version not supported\"")
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	fails("plain", strings.Replace(plain.URL, "http", "https", 1), nil, "it does not speak TLS on this port")
	if len(i.Requests())+len(old.Requests()) > 0 {
		t.Error("something was asked for before TLS stood")
	}
	newer := fakeci.NewWith(t, "", func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 })
	newer.Serve(keys()[jwk.RS256])
	if _, problems := fetch(t, newer); len(problems) > 0 {
		t.Errorf("TLS 1.2: %s", problems.Text(""))
	}
}

// TestTooSlow: a server that never answers, and one that never ends, are given
// up; so is one while the run is stopped.
func TestTooSlow(t *testing.T) {
	t.Parallel()
	hang := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/drip"+discoveryPath {
			_, _ = io.WriteString(w, "{")
			_ = http.NewResponseController(w).Flush()
		}
		<-r.Context().Done()
	}
	for _, path := range []string{"", "/drip"} {
		i := fakeci.NewAt(t, path)
		i.Handle("/", http.HandlerFunc(hang))
		client := newClient(roots(t, i), true)
		client.timeout = 100 * time.Millisecond
		var problems problem.List
		client.look(t.Context(), i.URL(), "url", &problems, &problems)
		if len(problems) != 1 || !strings.Contains(problems.Text(""), "did not arrive within 10 seconds") {
			t.Errorf("%q: %s", path, problems.Text(""))
		}
		client.timeout = maxTime
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		problems = nil
		client.look(ctx, i.URL(), "url", &problems, &problems)
		if len(problems) != 1 || !strings.Contains(problems.Text(""), "the run was stopped") {
			t.Errorf("%q: %s", path, problems.Text(""))
		}
		client.close()
	}
}

// TestProxies: where addresses are checked no proxy is asked, for it would
// connect to wherever it likes; where they are not, the environment's is.
func TestProxies(t *testing.T) {
	t.Parallel()
	transport := func(allowPrivate bool) *http.Transport {
		out, ok := newClient(nil, allowPrivate).http.Transport.(*http.Transport)
		if !ok {
			t.Fatal("another transport")
		}
		return out
	}
	if transport(false).Proxy != nil || transport(true).Proxy == nil {
		t.Error("a proxy where addresses are checked, or none where they are not")
	}
	asked := make(chan string, 9)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.Host
		w.WriteHeader(http.StatusForbidden)
	}))
	t.Cleanup(proxy.Close)
	client := clientWith(nil, noHost, func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }, nil)
	defer client.close()
	var problems problem.List
	client.look(t.Context(), "https://issuer.test", "url", &problems, &problems)
	if len(problems) != 1 || !strings.Contains(problems.Text(""), "the connection failed: \"Forbidden\"") {
		t.Error(problems.Text(""))
	}
	if got := <-asked; got != "CONNECT issuer.test:443" {
		t.Error(got)
	}
}

// TestNobodyThere: hosts without an address, and ports that nobody listens on.
func TestNobodyThere(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := fmt.Sprintf("https://%s", listener.Addr())
	listener.Close()
	for at, want := range map[string]string{closed: "the connection failed: \"dial tcp 127.0.0.1:", "https://nowhere.invalid": "its host"} {
		var problems problem.List
		nobody := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
		}}
		clientWith(nil, noHost, nil, nobody).look(t.Context(), at, "url", &problems, &problems)
		if len(problems) != 1 || !strings.Contains(problems.Text(""), want) {
			t.Errorf("%s: %s", at, problems.Text(""))
		}
	}
}
