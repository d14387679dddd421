// Package standin is an internet on 127.0.0.1, for tests that run other people's
// command lines and libraries as they are: a proxy that leads the names that a
// test serves to handlers in the test's process, over HTTPS under an authority of
// its own, and answers for no other. So sts.amazonaws.com stays
// sts.amazonaws.com in every file and command, and nothing leaves the machine.
//
// Only tests import it.
package standin

import (
	"bufio"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
)

// Internet is the proxy and what is behind it. Its methods may be called at once
// from many places.
type Internet struct {
	authority *authority
	caFile    string
	proxy     *httptest.Server
	web       *httptest.Server // every name's HTTPS

	lock     sync.Mutex
	hosts    map[string]http.Handler
	requests []string
	strays   []string
}

// New starts an internet without any hosts, which is closed when the test ends.
func New(t testing.TB) *Internet {
	t.Helper()
	a, err := newAuthority()
	if err != nil {
		t.Fatal(err)
	}
	n := &Internet{authority: a, caFile: filepath.Join(t.TempDir(), "ca.pem"), hosts: map[string]http.Handler{}}
	if err := os.WriteFile(n.caFile, []byte(a.PEM()), 0o600); err != nil {
		t.Fatal(err)
	}
	quiet := log.New(io.Discard, "", 0) // clients that hang up are not this test's matter
	n.web = httptest.NewUnstartedServer(http.HandlerFunc(n.serve))
	n.web.TLS = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: a.certificate}
	n.web.Config.ErrorLog = quiet
	n.web.StartTLS()
	n.proxy = httptest.NewUnstartedServer(http.HandlerFunc(n.connect))
	n.proxy.Config.ErrorLog = quiet
	n.proxy.Start()
	t.Cleanup(func() {
		n.web.CloseClientConnections() // which ends the proxied connections too
		n.proxy.Close()
		n.web.Close()
	})
	return n
}

// Handle serves the HTTPS of a host, on port 443 where it names none, in place of
// a handler that it had.
func (n *Internet) Handle(host string, h http.Handler) {
	n.lock.Lock()
	defer n.lock.Unlock()
	n.hosts[withPort(host)] = h
}

func withPort(host string) string {
	if _, _, err := net.SplitHostPort(host); err != nil {
		return net.JoinHostPort(host, "443")
	}
	return host
}

// CAFile is the path of the authority's certificate, a PEM file.
func (n *Internet) CAFile() string { return n.caFile }

// Environment is what makes a process take this internet for the real one: the
// proxy, and the authority in the variables that Go, OpenSSL, Python's requests,
// the AWS CLI and gcloud read. Addresses of this machine do not go through it.
// A test skips on systems where Go programs ask the system alone whom to trust.
func (n *Internet) Environment(t testing.TB) []string {
	t.Helper()
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		t.Skipf("SKIPPED: on %s a Go program takes no certificate authority from its environment", runtime.GOOS)
	}
	var out []string
	for _, name := range []string{"HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"} {
		out = append(out, name+"="+n.proxy.URL)
	}
	for _, name := range []string{"NO_PROXY", "no_proxy"} {
		out = append(out, name+"=localhost,127.0.0.1,::1")
	}
	for _, name := range []string{"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "AWS_CA_BUNDLE", "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE"} {
		out = append(out, name+"="+n.caFile)
	}
	return append(out, "SSL_CERT_DIR="+filepath.Join(filepath.Dir(n.caFile), "none"))
}

// Client is an HTTP client that goes through the proxy and trusts the authority
// alone.
func (n *Internet) Client(t testing.TB) *http.Client {
	t.Helper()
	proxy, err := url.Parse(n.proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: n.authority.Pool()}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// Requests are what hosts were asked for, in order: "POST sts.amazonaws.com/".
func (n *Internet) Requests() []string {
	n.lock.Lock()
	defer n.lock.Unlock()
	return slices.Clone(n.requests)
}

// Strays are the hosts and URLs that somebody asked for and nobody serves, each
// once.
func (n *Internet) Strays() []string {
	n.lock.Lock()
	defer n.lock.Unlock()
	return slices.Clone(n.strays)
}

func (n *Internet) stray(what string) {
	n.lock.Lock()
	defer n.lock.Unlock()
	if !slices.Contains(n.strays, what) {
		n.strays = append(n.strays, what)
	}
}

// connect is the proxy: a tunnel to the names that are served, and to no other.
func (n *Internet) connect(w http.ResponseWriter, r *http.Request) {
	n.lock.Lock()
	_, known := n.hosts[r.Host]
	n.lock.Unlock()
	if r.Method != http.MethodConnect || !known {
		n.stray(r.Host)
		http.Error(w, "the stand-in for the internet does not know "+r.Host, http.StatusBadGateway)
		return
	}
	to, err := net.Dial("tcp", n.web.Listener.Addr().String())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		_ = to.Close()
		http.Error(w, "no tunnel", http.StatusInternalServerError)
		return
	}
	from, buffered, err := hijacker.Hijack()
	if err != nil {
		_ = to.Close()
		return
	}
	if _, err := io.WriteString(from, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		_ = from.Close()
		_ = to.Close()
		return
	}
	go tunnel(to, from, buffered.Reader)
}

// tunnel copies both ways until either side closes.
func tunnel(to, from net.Conn, read *bufio.Reader) {
	var once sync.Once
	closeBoth := func() { _ = to.Close(); _ = from.Close() }
	go func() {
		_, _ = io.Copy(to, read)
		once.Do(closeBoth)
	}()
	_, _ = io.Copy(from, to)
	once.Do(closeBoth)
}

func (n *Internet) serve(w http.ResponseWriter, r *http.Request) {
	n.lock.Lock()
	h := n.hosts[withPort(r.Host)]
	n.requests = append(n.requests, r.Method+" "+r.Host+r.URL.Path)
	n.lock.Unlock()
	if h == nil { // the tunnel was made for another name
		n.stray(r.Host)
		http.NotFound(w, r)
		return
	}
	h.ServeHTTP(w, r)
}
