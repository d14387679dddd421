package issuer

import (
	"net/url"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file takes an issuer's URL apart, for relying parties to judge.

// An Address is an issuer's URL, as its tokens say it and taken apart.
type Address struct {
	Text string
	URL  *url.URL
}

// noIssuer is why no relying party takes the URL for an issuer, or "": an
// issuer's URL has a scheme, a host, and maybe a port and a path (OpenID Connect
// Core 1.0, section 2, iss).
func (a Address) noIssuer() string {
	switch {
	case a.URL == nil:
		return ""
	case a.URL.RawQuery != "" || a.URL.ForceQuery:
		return "an issuer's URL has no query (OpenID Connect Core 1.0, section 2)"
	case a.URL.Fragment != "" || strings.Contains(a.Text, "#"):
		return "an issuer's URL has no fragment (OpenID Connect Core 1.0, section 2)"
	}
	return ""
}

// Slash reports whether the URL ends in one.
func (a Address) Slash() bool { return strings.HasSuffix(a.Text, "/") }

// parse takes an issuer's URL apart.
func parse(issuer, field string, problems *problem.List) (Address, bool) {
	// The value is not repeated: it may hold a password, or be a key that was put
	// into the wrong argument.
	wrong := func(reason, fix string) (Address, bool) {
		problems.Add(problem.BadValue, field, "the value "+reason, fix)
		return Address{}, false
	}
	u, err := url.Parse(issuer)
	switch {
	case err != nil || strings.ContainsAny(issuer, " \t\r\n\"<>\\^`{|}"):
		return wrong("is no URL", "")
	case u.User != nil:
		return wrong("holds a user or a password", "Leave them out")
	case u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Hostname() == "":
		return wrong("is no URL of an issuer", "Write it as the tokens' iss has it, such as https://ci.example.com")
	case strings.Contains(u.Path, "/.well-known"):
		return wrong("is the URL of a document", "Write what stands before /.well-known")
	case strings.Contains(u.Path, "//") || slices.ContainsFunc(strings.Split(u.Path, "/"), func(s string) bool { return s == "." || s == ".." }):
		return wrong("has an empty part, . or .. in its path, which servers read in different ways", "")
	}
	return Address{issuer, u}, true
}
