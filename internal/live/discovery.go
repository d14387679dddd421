package live

// The discovery document, read.

import (
	"mime"
	"net/url"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A discovery is what is kept of a discovery document.
type discovery struct {
	jwksURI    string
	algorithms []string // sorted; nil where the document has none that can be read
	findings   []lint.Finding
}

// required are the members that OpenID Connect Discovery 1.0, section 3, asks
// for, without the endpoints of a login, which CI platforms do not have.
var required = []string{"response_types_supported", "subject_types_supported", algorithmsMember}

const algorithmsMember = "id_token_signing_alg_values_supported"

// The names of the documents in findings.
const (
	discoveryDocument = "discovery"
	jwksDocument      = "jwks"
)

// readDiscovery reads the discovery document of an issuer.
func readDiscovery(issuer string, d document, field string, problems *problem.List) discovery {
	unreadable := func(reason string) discovery {
		problems.Add(problem.Malformed, field, "the discovery document "+reason, "")
		return discovery{}
	}
	top, reason := object(d.body)
	if reason != "" {
		return unreadable(reason)
	}
	said, ok := top["issuer"].(string)
	if !ok {
		return unreadable("has no issuer that is a string")
	}
	if said != issuer {
		problems.Add(problem.Unreachable, field, "the discovery document is one of the issuer "+problem.Quote(said)+", and must have this URL byte for byte (OpenID Connect Discovery 1.0, section 4.3)", "Write the URL as the document and the tokens' iss have it, with its slash at the end or without")
		return discovery{}
	}
	at, ok := top["jwks_uri"].(string)
	if !ok {
		return unreadable("has no jwks_uri that is a string")
	}
	u, err := url.Parse(at)
	switch {
	case err != nil || u.Scheme != "https" || u.Hostname() == "":
		return unreadable("has a jwks_uri that is no https URL")
	case u.User != nil:
		return unreadable("has a jwks_uri with a user or a password")
	case u.Fragment != "" || strings.Contains(at, "#"):
		return unreadable("has a jwks_uri with a fragment")
	}
	out := discovery{jwksURI: at}
	if f, wrong := notJSON(d, discoveryDocument, "application/json"); wrong {
		out.findings = append(out.findings, f)
	}
	for _, name := range required {
		texts, ok := stringsOf(top[name])
		switch {
		case !ok && top[name] == nil:
			out.findings = append(out.findings, lint.Finding{Code: "CT071", At: discoveryDocument, Detail: "there is no " + name})
		case !ok:
			out.findings = append(out.findings, lint.Finding{Code: "CT071", At: discoveryDocument, Detail: name + " is no list of strings"})
		case name == algorithmsMember:
			slices.Sort(texts)
			out.algorithms = slices.Compact(texts)
		}
	}
	if home, err := url.Parse(issuer); err == nil && (!strings.EqualFold(home.Hostname(), u.Hostname()) || port(home) != port(u)) {
		out.findings = append(out.findings, lint.Finding{Code: "CT072", At: discoveryDocument + ".jwks_uri", Detail: "the keys are fetched from " + problem.Quote(u.Host)})
	}
	return out
}

// object reads one JSON object strictly. The reason is "" or a sentence without
// its subject.
func object(text string) (map[string]any, string) {
	v, err := value.JSON(text)
	if err != nil {
		reason := err.Error()
		if len(reason) > maxReason { // a key that stands there twice is repeated
			reason = strings.ToValidUTF8(reason[:maxReason], "") + "…"
		}
		return nil, "cannot be read: " + reason
	}
	top, ok := v.(map[string]any)
	if !ok {
		return nil, "is " + value.TypeOf(v) + ", not an object"
	}
	return top, ""
}

const maxReason = 200 // bytes

func stringsOf(v any) ([]string, bool) {
	list, ok := v.([]any)
	if !ok {
		return nil, false
	}
	out := []string{}
	for _, e := range list {
		s, ok := e.(string)
		if !ok {
			return nil, false
		}
		out = append(out, s)
	}
	return out, true
}

// notJSON is the finding of a document that says to be of none of those types.
func notJSON(d document, which string, types ...string) (lint.Finding, bool) {
	kind, _, err := mime.ParseMediaType(d.contentType)
	if err == nil && slices.Contains(types, kind) {
		return lint.Finding{}, false
	}
	detail := "it has the Content-Type " + problem.Quote(d.contentType)
	if d.contentType == "" {
		detail = "it has no Content-Type"
	}
	return lint.Finding{Code: "CT069", At: which, Detail: detail}, true
}
