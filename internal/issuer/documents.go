package issuer

// The discovery document and the JWK set, as an issuer publishes them.

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// What both documents are served with. Relying parties read them as JSON
// whatever the type; a short age lets a new key out soon (self-hosted Semaphore,
// for one, never lets caches keep its keys for less than these 900 seconds).
const (
	ContentType  = "application/json"
	CacheControl = "public, max-age=900, must-revalidate"
)

// A Document is a file to be published.
type Document struct {
	Path string // below the host of the issuer's URL, unescaped, without a slash at the front
	Body string
}

// Documents are what an issuer publishes.
type Documents struct {
	Discovery, JWKS Document
}

// discovery is the document, its members in this order. Those that OpenID
// Connect Discovery 1.0, section 3, requires are there but for the endpoints of a
// login, which CI platforms do not have; Semaphore and GitHub Actions publish the
// same members.
type discovery struct {
	Issuer        string   `json:"issuer"`
	JWKSURI       string   `json:"jwks_uri"`
	ResponseTypes []string `json:"response_types_supported"`
	SubjectTypes  []string `json:"subject_types_supported"`
	Algorithms    []string `json:"id_token_signing_alg_values_supported"`
	Scopes        []string `json:"scopes_supported"`
	Claims        []string `json:"claims_supported"`
}

// Paths are where the two documents of an issuer belong, with a URL that cannot
// be one as a problem at field.
func Paths(issuer, field string, problems *problem.List) (discoveryPath, jwksPath string) {
	a, ok := parse(issuer, field, problems)
	if !ok {
		return "", ""
	}
	base := below(a.URL.Path)
	return base + discoveryName, base + jwksName
}

// The names of the documents below the issuer's URL. The first is OpenID Connect
// Discovery's, the second is free: the discovery document says it.
const (
	discoveryName = ".well-known/openid-configuration"
	jwksName      = ".well-known/jwks.json"
)

// below is a path that a name can be put behind.
func below(path string) string {
	if path = strings.Trim(path, "/"); path != "" {
		path += "/"
	}
	return path
}

// Publish makes the documents of an issuer with these keys.
func Publish(issuer string, keys []jwk.Key, field string, problems *problem.List) Documents {
	a, ok := parse(issuer, field, problems)
	if !ok {
		return Documents{}
	}
	var out Documents
	out.Discovery.Path, out.JWKS.Path = Paths(issuer, field, problems)
	keys = jwk.Sorted(keys)
	algorithms := []string{}
	for _, k := range keys {
		algorithms = append(algorithms, k.Algorithm())
	}
	slices.Sort(algorithms)
	root := url.URL{Scheme: a.URL.Scheme, Host: a.URL.Host}
	var body bytes.Buffer
	e := json.NewEncoder(&body)
	e.SetEscapeHTML(false)
	err := e.Encode(discovery{
		Issuer:        issuer,
		JWKSURI:       root.String() + "/" + below(a.URL.EscapedPath()) + jwksName,
		ResponseTypes: []string{"id_token"},
		SubjectTypes:  []string{"public"},
		Algorithms:    slices.Compact(algorithms),
		Scopes:        []string{"openid"},
		Claims:        []string{"aud", "exp", "iat", "iss", "sub"},
	})
	if err != nil { // no struct of strings does that
		problems.Add(problem.BadValue, field, "the document cannot be written as JSON", "")
	}
	out.Discovery.Body = strings.TrimSuffix(body.String(), "\n")
	out.JWKS.Body = jwk.Set(keys)
	return out
}
