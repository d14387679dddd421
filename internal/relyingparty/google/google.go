// Package google compiles jobs to a workload identity pool provider and the
// members that grants are made to. Facts: Google Cloud, Workload Identity
// Federation; the provider's REST reference; the Common Expression Language.
//
// One provider serves several grants. The provider's condition admits the union
// of the grants' jobs; each grant has an attribute that a mapping sets to the
// provider's id for exactly its jobs, and its member is the set of principals
// with that value. google.subject is an immutable id: short for every job.
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
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Options are the options of google_workload_identity.
var Options = append([]relyingparty.Option{
	{Name: "project_number", Type: "string", Doc: "The number (not the id) of the Google Cloud project that holds the pool. Required."},
	{Name: "pool_id", Type: "string", Doc: "The workload identity pool's id. Required. Keep one provider in a pool: principals belong to the pool, so another provider could make the same ones."},
	{Name: "provider_id", Type: "string", Doc: "The workload identity pool provider's id. Required."},
	{Name: "audiences", Type: "list", Doc: "What the jobs pick as `aud`, where they pick it (GitLab). Default: the provider's full resource name with `https:`, as Google's own. On CircleCI it is said in the description."},
	{Name: "token_file", Type: "string", Doc: "Where the job writes its token, for `credential_config`. Default `/tmp/oidc_token`."},
}, relyingparty.Shared...)

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

// view: Google sees every claim.
func view() trust.Capabilities {
	return trust.Capabilities{
		Name: "Google", AnyCharWildcard: true,
		Claims: func(trust.Description, platform.Claim) bool { return true },
	}
}

// WorkloadIdentity compiles grants.
func WorkloadIdentity(grants map[string]Grant, options value.V) (Provider, problem.List) {
	var problems problem.List
	r := value.Read(options, "options", &problems)
	common := relyingparty.ReadCommon(r)
	number, pool, id := readIDs(r)
	if id == "" {
		id = "provider" // what gets in does not depend on the provider's id
	}
	audiences := relyingparty.ReadAudiences(r)
	file, ok := r.Text("token_file")
	if !ok {
		file = "/tmp/oidc_token"
	} else if !plainPath.MatchString(file) {
		r.Note(problem.BadValue, "token_file", problem.Quote(file)+" is no plain absolute path", "Use letters, digits, dots, hyphens and slashes")
	}
	r.Done("option")
	if len(grants) == 0 {
		problems.Add(problem.Empty, "grants", "there is no grant, so nobody would get in", "Give name = { jobs, service_account }")
	}
	out := Provider{
		AttributeMapping: map[string]string{},
		Grants:           map[string]GrantResult{},
		MappingUnknown:   r.IsUnknown("provider_id"),
		NumberUnknown:    r.IsUnknown("project_number") || r.IsUnknown("pool_id") || r.IsUnknown("provider_id"),
	}
	poolName := "projects/" + number + "/locations/global/workloadIdentityPools/" + pool
	fallback := []string{"https://iam.googleapis.com/" + poolName + "/providers/" + id}
	var all []trust.Clause
	var jobs trust.Jobs
	var notes []trust.Note
	conditions := map[string]string{}
	var proofs []granted
	for _, name := range slices.Sorted(maps.Keys(grants)) {
		g := grants[name]
		at := "grants." + name
		if faults := g.Jobs.Validate(); len(faults) > 0 {
			problems = append(problems, under(at, faults)...)
			continue
		}
		if g.ServiceAccount != "" && !serviceAccount.MatchString(g.ServiceAccount) {
			problems.Add(problem.BadValue, at+".service_account", problem.Quote(g.ServiceAccount)+" is no service account's email", "It looks like deploy@my-project.iam.gserviceaccount.com")
		}
		withAudience := g.Jobs
		if !r.IsUnknown("audiences") {
			var faults problem.List
			withAudience = relyingparty.Audiences(g.Jobs, audiences, fallback, "options.audiences", &faults)
			problems = append(problems, faults...)
		}
		clauses, ns, faults := relyingparty.Compile(withAudience, common.View(view()))
		problems = append(problems, under(at, faults)...)
		all, notes, jobs = append(all, clauses...), append(notes, ns...), append(jobs, withAudience...)
		conditions[name] = anyOf(clauses)
		proofs = append(proofs, granted{name, withAudience, ns})
		out.Grants[name] = grantResult(g, name, file, poolName, id, out.NumberUnknown)
	}
	if len(problems) > 0 {
		return Provider{}, problems
	}
	picked := slices.ContainsFunc(jobs, func(d trust.Description) bool { return d.Model().Issuer.Audience.Kind == "picked" })
	out.AudiencesUnknown = r.IsUnknown("audiences") || out.NumberUnknown && picked && len(audiences) == 0
	out.IssuerURI, out.AllowedAudiences = relyingparty.OneIssuer(all, "A workload identity pool provider", &problems)
	if len(out.AllowedAudiences) > maxAudiences {
		problems.Add(problem.TooLong, "options.audiences", fmt.Sprintf("Google takes at most %d audiences, got %d", maxAudiences, len(out.AllowedAudiences)), "")
	}
	out.AttributeCondition = anyOf(join(all))
	if n := len([]rune(out.AttributeCondition)); n > maxCondition {
		problems.Add(problem.Split, "", fmt.Sprintf("the attribute condition has %d characters, and Google takes at most %d", n, maxCondition), fmt.Sprintf("Split the grants over %d providers, each in a pool of its own, or use patterns", n/maxCondition+1))
	}
	if len(conditions) > maxAttributes {
		problems.Add(problem.Split, "grants", fmt.Sprintf("Google takes at most %d attributes, got %d grants", maxAttributes, len(conditions)), "Split them over several providers, each in a pool of its own")
	}
	out.mapAttributes(jobs[0].Model(), conditions, id, &problems)
	if len(problems) > 0 {
		return Provider{}, problems
	}
	var warnings problem.List
	relyingparty.NameOnly(jobs, &warnings)
	var rests []proof.Rest
	if !r.IsUnknown("audiences") {
		rests = out.prove(proofs, jobs, id, common, dedupe(notes), &problems, &warnings)
	}
	if len(problems) > 0 {
		return Provider{}, problems
	}
	out.Report = relyingparty.NewReport(jobs, common, "Google workload identity pool provider (the only one in its pool)", maxDescription, dedupe(notes), rests, warnings)
	out.Pending = r.IsUnknown("audiences")
	return out, nil
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

func under(at string, faults problem.List) problem.List {
	for i := range faults {
		if faults[i].Field != "" {
			faults[i].Field = at + "." + faults[i].Field
		} else {
			faults[i].Field = at
		}
	}
	return faults
}

func dedupe(notes []trust.Note) []trust.Note {
	var out []trust.Note
	for _, n := range notes {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}
