package live

// The HTTPS client, which trusts no server.

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// Limits for each document. Keys and discovery documents of known platforms have
// a few kilobytes.
const (
	maxBody      = 1 << 20 // bytes
	maxHeader    = 64 << 10
	maxTime      = 10 * time.Second
	maxRedirects = 3
)

// A client fetches documents within the limits.
type client struct {
	http    *http.Client
	timeout time.Duration
}

// A document is what was fetched.
type document struct{ contentType, body string }

// newClient makes a client. roots are the authorities that are trusted, nil for
// the system's.
//
// A proxy resolves names by itself, so that no address could be checked. Where
// addresses are checked there is none, whatever the environment says; where
// private ones are allowed, and so nothing is checked, the environment's proxies
// are used.
func newClient(roots *x509.CertPool, allowPrivate bool) *client {
	refuse, proxy := notPublic, (func(*http.Request) (*url.URL, error))(nil)
	if allowPrivate {
		refuse, proxy = noHost, http.ProxyFromEnvironment
	}
	return clientWith(roots, refuse, proxy, nil)
}

func clientWith(roots *x509.CertPool, refuse func(netip.Addr) string, proxy func(*http.Request) (*url.URL, error), resolver *net.Resolver) *client {
	dialer := &net.Dialer{
		Resolver: resolver,
		// Control sees the address that is connected to, whatever a name resolved to
		// before or will resolve to later.
		Control: func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil {
				return &refusal{"an address that cannot be read", ""}
			}
			if what := refuse(at.Addr()); what != "" {
				return &refusal{at.Addr().String(), what}
			}
			return nil
		},
	}
	return &client{
		timeout: maxTime,
		http: &http.Client{
			CheckRedirect: sameHost,
			Transport: &http.Transport{
				DialContext:            dialer.DialContext,
				Proxy:                  proxy,
				TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
				DisableCompression:     true, // the limit is on what is read
				MaxResponseHeaderBytes: maxHeader,
			},
		},
	}
}

// A refusal is an address that is not connected to.
type refusal struct{ address, what string }

func (r *refusal) Error() string { return r.address + " is refused: " + r.what }

// A redirection is one that is not followed.
type redirection struct{ why string }

func (r *redirection) Error() string { return r.why }

// sameHost follows redirects to the same host and port only: another one could
// not be told from whoever the issuer trusts its keys to.
func sameHost(req *http.Request, via []*http.Request) error {
	switch first := via[0].URL; {
	case req.URL.Scheme != "https":
		return &redirection{"it redirects to another scheme than https"}
	case !strings.EqualFold(req.URL.Hostname(), first.Hostname()) || port(req.URL) != port(first):
		return &redirection{"it redirects to another host or port, " + problem.Quote(req.URL.Host)}
	case req.URL.User != nil:
		return &redirection{"it redirects to a URL with a user or a password"}
	case len(via) > maxRedirects:
		return &redirection{fmt.Sprintf("it redirects more than %d times", maxRedirects)}
	}
	return nil
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return "443"
}

// errTooLong and errStatus are answers that are no document.
var errTooLong = errors.New("the document is longer than 1 MiB")

type errStatus int

func (s errStatus) Error() string {
	return fmt.Sprintf("the server answered with the status %d", int(s))
}

// get fetches a document.
func (c *client) get(ctx context.Context, at string) (document, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return document{}, err
	}
	req.Header.Set("Accept", "application/json, application/jwk-set+json")
	req.Header.Set("User-Agent", "terraform-provider-cioidc")
	resp, err := c.http.Do(req)
	if err != nil {
		return document{}, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return document{}, errStatus(resp.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1)) // one more, to notice
	switch {
	case err != nil:
		return document{}, err
	case len(body) > maxBody:
		return document{}, errTooLong
	}
	return document{resp.Header.Get("Content-Type"), string(body)}, nil
}

func (c *client) close() { c.http.CloseIdleConnections() }
