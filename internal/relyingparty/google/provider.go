package google

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// This file makes a workload identity pool provider of grants.
//
// One provider serves several grants. The provider's condition admits the union
// of the grants' jobs; each grant has an attribute that a mapping sets to the
// provider's id for exactly its jobs, and its member is the set of principals
// with that value. google.subject is an immutable id: short for every job.

var identityKind = relyingparty.Kind{
	Name:  "google_workload_identity",
	Title: "Google Cloud workload identity pool provider and grants",
	Doc:   "Compiles grants (name → jobs and service account) to one workload identity pool provider whose condition admits exactly the union of their jobs, and to one member for each grant that stands for exactly its jobs.",
	Options: []relyingparty.Option{
		{Name: "project_number", Type: "string", Doc: "The number (not the id) of the Google Cloud project that holds the pool. Required."},
		{Name: "pool_id", Type: "string", Doc: "The workload identity pool's id. Required. Keep one provider in a pool: principals belong to the pool, so another provider could make the same ones."},
		{Name: "provider_id", Type: "string", Doc: "The workload identity pool provider's id. Required."},
		{Name: "audiences", Type: "list", Doc: relyingparty.AudienceDoc("Default: the provider's full resource name with `https:`, as Google's own.")},
		{Name: "token_file", Type: "string", Doc: "Where the job writes its token, for `credential_config`. Default `/tmp/oidc_token`."},
	},
	Grants: []relyingparty.Option{
		{Name: "service_account", Type: "string", Doc: "an email, or null to grant roles to the member directly"},
	},
	Results: []relyingparty.Field{
		{Name: "issuer_uri", Type: value.Text, Doc: "For `oidc.issuer_uri`."},
		{Name: "allowed_audiences", Type: value.Texts, Doc: "For `oidc.allowed_audiences`."},
		{Name: "attribute_mapping", Type: value.TextMap, Doc: "For `attribute_mapping`. `google.subject` is the CI project's id, for logs: never bind `principal://…/subject/…`, which is every grant's jobs of that project. Each grant has an attribute that is set for its jobs only."},
		{Name: "attribute_condition", Type: value.Text, Doc: "For `attribute_condition`."},
		{Name: "grants", Type: value.MapOf(grantType), Doc: "Name → `members` (static key → member of an IAM binding) and `credential_config` (the file that `gcloud iam workload-identity-pools create-cred-config` writes)."},
	},
	Summary: "Google workload identity pool provider (the only one in its pool)",
	Limit:   maxDescription,
	New:     func() relyingparty.Maker { return &identityMaker{} },
}

var grantType = value.ObjectOf(map[string]value.Type{"members": value.TextMap, "credential_config": value.Text})

// A Grant is what one service account, or one resource, is granted to.
type Grant struct {
	Jobs           trust.Jobs // nil while unknown
	ServiceAccount string     // email; empty: direct access
	Unknown        bool       // the service account's email is known only after apply
}

// A GrantResult is what one grant compiles to.
type GrantResult struct {
	Members          map[string]string // static key → member; values empty while unknown
	CredentialConfig string            // JSON; empty while unknown
}

// A Provider is the compiled provider with its grants.
type Provider struct {
	IssuerURI          string
	AllowedAudiences   []string
	AttributeMapping   map[string]string
	AttributeCondition string
	Grants             map[string]GrantResult
	NumberUnknown      bool // project number or an id is known only after apply
	MappingUnknown     bool // provider id unknown: it is in the mapping
	AudiencesUnknown   bool
	relyingparty.Report
}

// Limits of the REST API.
const (
	maxCondition   = 4096
	maxMapping     = 2048
	maxAttributes  = 50
	maxAudiences   = 10
	maxDescription = 256
)

var (
	projectNumber  = regexp.MustCompile(`^[0-9]{1,19}$`)
	resourceID     = regexp.MustCompile(`^[0-9a-z-]{4,32}$`)
	serviceAccount = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*@[a-z0-9][a-z0-9.-]*\.[a-z]+$`)
	plainPath      = regexp.MustCompile(`^/[A-Za-z0-9._/-]+$`)
)

// capabilities: Google sees every claim.
func capabilities() trust.Capabilities {
	return trust.Capabilities{
		Name: "Google", AnyCharWildcard: true,
		Claims: func(trust.Description, platform.Claim) bool { return true },
	}
}

// WorkloadIdentity compiles grants.
func WorkloadIdentity(grants map[string]Grant, options value.V) (Provider, problem.List) {
	var parts []relyingparty.Part
	for _, name := range slices.Sorted(maps.Keys(grants)) {
		g := grants[name]
		account := value.V{}
		switch {
		case g.Unknown:
			account = value.Later
		case g.ServiceAccount != "":
			account = value.Of(g.ServiceAccount)
		}
		parts = append(parts, relyingparty.Part{Name: name, Jobs: g.Jobs, Given: map[string]value.V{"service_account": account}})
	}
	var m identityMaker
	report, problems := relyingparty.Make(identityKind, &m, parts, options)
	if len(problems) > 0 {
		return Provider{}, problems
	}
	m.out.Report = report
	return m.out, nil
}

type identityMaker struct {
	number, pool, id string
	file             string
	audiences        []string
	out              Provider
}

// Read implements relyingparty.Maker.
func (m *identityMaker) Read(r *value.Reader) relyingparty.Plan {
	m.number, m.pool, m.id = readIDs(r)
	if m.id == "" {
		m.id = "provider" // what gets in does not depend on the provider's id
	}
	m.audiences = relyingparty.ReadAudiences(r)
	var ok bool
	if m.file, ok = r.Text("token_file"); !ok {
		m.file = "/tmp/oidc_token"
	} else if !plainPath.MatchString(m.file) {
		r.Note(problem.BadValue, "token_file", problem.Quote(m.file)+" is no plain absolute path", "Use letters, digits, dots, hyphens and slashes")
	}
	m.out.MappingUnknown = r.IsUnknown("provider_id")
	m.out.NumberUnknown = r.IsUnknown("project_number") || r.IsUnknown("pool_id") || r.IsUnknown("provider_id")
	can := capabilities()
	return relyingparty.Plan{
		Audiences: m.audiences, Fallback: []string{"https://iam.googleapis.com/" + m.poolName() + "/providers/" + m.id},
		Capabilities: &can, Waits: []string{"audiences"}, Parse: relyingparty.ForProof(Parse), Check: checkGrant,
	}
}

func (m *identityMaker) poolName() string {
	return "projects/" + m.number + "/locations/global/workloadIdentityPools/" + m.pool
}

func checkGrant(p relyingparty.Part, at string, problems, _ *problem.List) {
	if account := p.Given["service_account"]; account.Kind == value.String && !serviceAccount.MatchString(account.Text) {
		problems.Add(problem.BadValue, at+".service_account", problem.Quote(account.Text)+" is no service account's email", "It looks like deploy@my-project.iam.gserviceaccount.com")
	}
}

// Write implements relyingparty.Maker.
func (m *identityMaker) Write(d *relyingparty.Draft) {
	out := &m.out
	out.AttributeMapping, out.Grants = map[string]string{}, map[string]GrantResult{}
	conditions := map[string]string{}
	for _, p := range d.Parts {
		conditions[p.Name] = anyOf(p.Clauses)
		account := p.Given["service_account"]
		g := Grant{ServiceAccount: account.Text, Unknown: account.Kind == value.Unknown}
		out.Grants[p.Name] = grantResult(g, p.Name, m.file, m.poolName(), m.id, out.NumberUnknown)
	}
	all, jobs := d.Clauses(), d.Jobs()
	picked := slices.ContainsFunc(jobs, func(d trust.Description) bool { return d.Model().Issuer.Audience.Kind == "picked" })
	out.AudiencesUnknown = d.Later("audiences") || out.NumberUnknown && picked && len(m.audiences) == 0
	out.IssuerURI, out.AllowedAudiences = relyingparty.OneIssuer(all, "A workload identity pool provider", d.Problems)
	if len(out.AllowedAudiences) > maxAudiences {
		d.Problems.Add(problem.TooLong, "options.audiences", fmt.Sprintf("Google takes at most %d audiences, got %d", maxAudiences, len(out.AllowedAudiences)), "")
	}
	out.AttributeCondition = anyOf(join(all))
	if n := len([]rune(out.AttributeCondition)); n > maxCondition {
		d.Problems.Add(problem.Split, "", fmt.Sprintf("the attribute condition has %d characters, and Google takes at most %d", n, maxCondition), fmt.Sprintf("Split the grants over %d providers, each in a pool of its own, or use patterns", n/maxCondition+1))
	}
	if len(conditions) > maxAttributes {
		d.Problems.Add(problem.Split, "grants", fmt.Sprintf("Google takes at most %d attributes, got %d grants", maxAttributes, len(conditions)), "Split them over several providers, each in a pool of its own")
	}
	out.mapAttributes(jobs[0].Model(), conditions, m.id, d.Problems)
	d.Proofs = out.proofs(d, m.id)
}

// proofs compare the provider with all jobs, and what each grant's attribute
// singles out with the grant's. A token is a member of a grant when it passes
// the provider's condition and has the attribute's value; with both comparisons
// without a difference that is just the grant's jobs. A single grant takes one
// comparison.
func (out *Provider) proofs(d *relyingparty.Draft, id string) []relyingparty.Proof {
	of := func(what, condition string, jobs trust.Jobs, notes []trust.Note) relyingparty.Proof {
		return relyingparty.Proof{What: what, Jobs: jobs, Notes: notes, Text: relyingparty.JSON(map[string]any{
			"issuer_uri": out.IssuerURI, "allowed_audiences": out.AllowedAudiences,
			"attribute_mapping": out.AttributeMapping, "attribute_condition": condition,
		}, "")}
	}
	member := func(name string) string { return "attribute." + Attribute(name) + " == " + quote(id) }
	if len(d.Parts) == 1 {
		p := d.Parts[0]
		condition := "(" + out.AttributeCondition + ") && " + member(p.Name)
		if len([]rune(condition)) <= maxCondition {
			return []relyingparty.Proof{of("the provider", condition, p.Jobs, p.Notes)}
		}
	}
	owed := []relyingparty.Proof{of("the provider", out.AttributeCondition, d.Jobs(), d.Notes())}
	for _, p := range d.Parts {
		owed = append(owed, of("the grant "+problem.Quote(p.Name), member(p.Name), p.Jobs, p.Notes))
	}
	return owed
}

// Results implements relyingparty.Maker.
func (m *identityMaker) Results() map[string]value.V {
	out := map[string]value.V{
		"issuer_uri":          value.Of(m.out.IssuerURI),
		"allowed_audiences":   value.OfTexts(m.out.AllowedAudiences),
		"attribute_mapping":   value.OfMap(m.out.AttributeMapping),
		"attribute_condition": value.Of(m.out.AttributeCondition),
	}
	if m.out.AudiencesUnknown {
		out["allowed_audiences"] = value.Later
	}
	for k := range out["attribute_mapping"].Attrs {
		if m.out.MappingUnknown && k != "google.subject" {
			out["attribute_mapping"].Attrs[k] = value.Later
		}
	}
	grants := value.V{Kind: value.Map, Attrs: map[string]value.V{}}
	for name, g := range m.out.Grants {
		members := value.V{Kind: value.Map, Attrs: map[string]value.V{}}
		for k, member := range g.Members {
			members.Attrs[k] = value.TextOr(member, !m.out.NumberUnknown)
		}
		grants.Attrs[name] = value.V{Kind: value.Map, Attrs: map[string]value.V{
			"members": members, "credential_config": value.TextOr(g.CredentialConfig, g.CredentialConfig != ""),
		}}
	}
	out["grants"] = grants
	return out
}

func readIDs(r *value.Reader) (number, pool, provider string) {
	need := func(name string, ok func(string) bool, fix string) string {
		s, given := r.Text(name)
		switch {
		case given && !ok(s):
			r.Note(problem.BadValue, name, problem.Quote(s)+" is not valid", fix)
		case !given && !r.IsUnknown(name):
			r.Note(problem.Missing, name, "must be said", fix)
		}
		return s
	}
	valid := func(s string) bool { return resourceID.MatchString(s) && !strings.HasPrefix(s, "gcp-") }
	number = need("project_number", projectNumber.MatchString, "It is the project's number, in digits; members with a project id match nobody")
	pool = need("pool_id", valid, "4 to 32 small letters, digits and hyphens, not beginning with gcp-")
	provider = need("provider_id", valid, "4 to 32 small letters, digits and hyphens, not beginning with gcp-")
	return number, pool, provider
}

// mapAttributes maps google.subject and one attribute for each grant. The
// attribute's value is the provider's id, so that another provider's grant of
// the same name in the pool is another principal.
func (out *Provider) mapAttributes(p *platform.Platform, conditions map[string]string, id string, problems *problem.List) {
	out.AttributeMapping["google.subject"] = claimRef(p.GoogleSubject)
	for _, name := range slices.Sorted(maps.Keys(conditions)) {
		mapping := conditions[name] + " ? " + quote(id) + " : ''"
		if n := len([]rune(mapping)); n > maxMapping {
			problems.Add(problem.Split, "grants."+name, fmt.Sprintf("the grant's attribute mapping has %d characters, and Google takes at most %d", n, maxMapping), fmt.Sprintf("Split the grant into %d with the same service account, or use patterns", n/maxMapping+1))
		}
		out.AttributeMapping["attribute."+Attribute(name)] = mapping
	}
}

var notAttribute = regexp.MustCompile(`[^a-z0-9_]+`)

// Attribute is the custom attribute of a grant. A name that attributes cannot
// hold gets a short hash, so that two names never share one.
func Attribute(grant string) string {
	const limit = 60 // an attribute's key may have 100 characters
	slug := "grant_" + notAttribute.ReplaceAllString(strings.ToLower(grant), "_")
	if slug == "grant_"+grant && len(slug) <= limit {
		return slug
	}
	sum := sha256.Sum256([]byte(grant))
	return slug[:min(len(slug), limit)] + "_" + hex.EncodeToString(sum[:4])
}
