package live

// What is asked of an issuer and what comes back.

import (
	"context"
	"crypto/x509"
	"net/url"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
)

// A Request says which issuer is looked at, and how.
type Request struct {
	URL string // as the tokens' iss has it
	// Roots are the authorities that its certificates are checked by, instead of
	// the system's; nil for those.
	Roots *x509.CertPool
	// AllowPrivate lets addresses be connected to that are none of the public
	// internet, and proxies of the environment be used.
	AllowPrivate bool
	// Optional makes documents that cannot be fetched a finding, with no keys, and
	// no error: they may not be there yet.
	Optional bool
}

// A Snapshot is what an issuer publishes at one moment.
type Snapshot struct {
	JWKSURI string
	// Keys are those that can be used, in the order of their kids: each once, and
	// none whose kid names another one too.
	Keys []jwk.Key
	// KIDs are the kids of these keys, sorted. A key without a kid has none here.
	KIDs []string
	// Algorithms are those that the discovery document names, sorted.
	Algorithms []string
	Findings   []lint.Finding
	// Taken says whether relying parties take tokens of all that is published, by
	// their names: never Yes where a finding is about them that is no mere note.
	Taken map[string]issuer.Verdict
}

// Check finds mistakes in an issuer's URL without connecting to it.
func Check(at, field string, problems *problem.List) {
	before := len(*problems)
	issuer.Paths(at, field, problems)
	if len(*problems) > before {
		return
	}
	switch u, err := url.Parse(at); {
	case err != nil: // Paths has parsed it
	case u.Scheme != "https":
		problems.Add(problem.BadValue, field, "the value is no https URL, and nothing is fetched without TLS", "")
	case strings.ContainsAny(at, "?#"):
		problems.Add(problem.BadValue, field, "the value has a query or a fragment, and an issuer's URL has none (OpenID Connect Core 1.0, section 2)", "")
	}
}

// Fetch looks at an issuer. Problems are about field, the argument that has the
// URL.
func Fetch(ctx context.Context, r Request, field string, problems *problem.List) Snapshot {
	c := newClient(r.Roots, r.AllowPrivate)
	defer c.close()
	var missing problem.List
	out := c.look(ctx, r.URL, field, &missing, problems)
	switch {
	case len(missing) == 0:
	case r.Optional:
		return snapshot(r.URL, discovery{findings: []lint.Finding{{Code: "CT073", At: field, Detail: missing[0].Reason}}}, keySet{})
	default:
		*problems = append(*problems, missing...)
	}
	return out
}

// look fetches and reads both documents. What cannot be fetched is in missing,
// what is wrong with the URL or with what was fetched in problems.
func (c *client) look(ctx context.Context, at, field string, missing, problems *problem.List) Snapshot {
	before := len(*problems)
	if Check(at, field, problems); len(*problems) > before {
		return Snapshot{}
	}
	// As OpenID Connect Discovery 1.0, section 4.1, has it: a slash at the end goes.
	where := strings.TrimSuffix(at, "/") + "/.well-known/openid-configuration"
	u, err := url.Parse(where)
	if err != nil { // Check has parsed it
		return Snapshot{}
	}
	// The user's URL is not repeated but for its host: who knows what its path holds.
	fetched, ok := c.fetch(ctx, "discovery document (<url>/.well-known/openid-configuration, from "+problem.Quote(u.Host)+")", where, field, missing)
	if !ok {
		return Snapshot{}
	}
	found := readDiscovery(at, fetched, field, problems)
	if len(*problems) > before {
		return Snapshot{}
	}
	if fetched, ok = c.fetch(ctx, "JWK set ("+problem.Quote(found.jwksURI)+")", found.jwksURI, field, missing); !ok {
		return Snapshot{}
	}
	set := readSet(fetched, found.algorithms, field, problems)
	if len(*problems) > before {
		return Snapshot{}
	}
	return snapshot(at, found, set)
}

// fetch gets one of the documents, with what went wrong as a problem.
func (c *client) fetch(ctx context.Context, what, at, field string, problems *problem.List) (document, bool) {
	d, err := c.get(ctx, at)
	if err != nil {
		reason, fix := failed(err)
		problems.Add(problem.Unreachable, field, "the "+what+" could not be fetched: "+reason, fix)
	}
	return d, err == nil
}

// snapshot puts together what was read.
func snapshot(at string, d discovery, s keySet) Snapshot {
	out := Snapshot{
		JWKSURI: d.jwksURI, KIDs: []string{}, Algorithms: slices.Concat([]string{}, d.algorithms),
		Findings: lint.Sorted(slices.Concat(d.findings, s.findings)),
	}
	for _, k := range s.keys {
		if !k.usable() {
			continue
		}
		out.Keys = append(out.Keys, k.Key)
		if k.hasKID {
			out.KIDs = append(out.KIDs, k.KID())
		}
	}
	out.Keys = jwk.Sorted(out.Keys)
	slices.Sort(out.KIDs)
	out.Taken = issuer.Judge(parties.Takers(), out.Keys, at)
	for _, f := range out.Findings {
		if f.Severity() == lint.Info {
			continue
		}
		rule := f.Code.Rule()
		for party, v := range out.Taken {
			if !rule.Of(party) {
				continue
			}
			if v.Taken == issuer.Yes {
				v.Taken = issuer.Unknown
			}
			v.Reasons = append(v.Reasons, string(f.Code)+": "+rule.Title)
			out.Taken[party] = v
		}
	}
	for party, v := range out.Taken {
		slices.Sort(v.Reasons)
		v.Reasons = slices.Compact(v.Reasons)
		out.Taken[party] = v
	}
	return out
}
