package azure

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

// This file makes federated identity credentials of jobs.

var credentialsKind = relyingparty.Kind{
	Name:    "azure_federated_credentials",
	Title:   "Federated identity credentials of Microsoft Entra",
	Doc:     "Compiles jobs to federated identity credentials: one for each subject, since Entra compares whole subjects. A pattern is an error.",
	Options: options,
	Results: []relyingparty.Field{
		{Name: "credentials", Type: value.MapOf(ordinaryType), Doc: "Stable key → `display_name`, `issuer`, `subject`, `audiences`, `description`, for `azuread_application_federated_identity_credential` or `azurerm_federated_identity_credential`. Empty with `flexible`."},
		{Name: "flexible_credentials", Type: value.MapOf(flexibleType), Doc: "Stable key → `display_name`, `issuer`, `claims_matching_expression`, `audience`, `description`, for `azuread_application_flexible_federated_identity_credential`. Empty without `flexible`."},
	},
	Summary: "Azure federated credentials",
	Limit:   maxDescription,
	New:     func() relyingparty.Maker { return &credentialsMaker{} },
}

var options = []relyingparty.Option{
	{Name: "cloud", Type: "string", Doc: "The cloud, which decides the default audience: " + strings.Join(clouds(), ", ") + ". Default `public`."},
	{Name: "audience", Type: "string", Doc: relyingparty.AudienceDoc("Default: the cloud's, such as `api://AzureADTokenExchange`.")},
	{Name: "flexible", Type: "bool", Doc: "Make flexible credentials (preview; " + platform.Titles(func(p *platform.Platform) bool { return makes(&p.AzureFlexible) }) + " only), which compare `sub` and `" + strings.Join(madeOf(), "` or `") + "`. Default false."},
}

var (
	ordinaryType = value.ObjectOf(map[string]value.Type{"display_name": value.Text, "issuer": value.Text, "subject": value.Text, "audiences": value.Texts, "description": value.Text})
	flexibleType = value.ObjectOf(map[string]value.Type{"display_name": value.Text, "issuer": value.Text, "claims_matching_expression": value.Text, "audience": value.Text, "description": value.Text})
)

// A Credential is one federated identity credential.
type Credential struct {
	DisplayName string
	Issuer      string
	Audience    string
	Subject     string // of an ordinary one
	Expression  string // claims_matching_expression of a flexible one
	Description string
}

// Credentials by stable key: adding a ref changes no other key.
type Credentials struct {
	Ordinary map[string]Credential
	Flexible map[string]Credential
	Partial  bool // an option is known only after apply
	relyingparty.Report
}

// Limits of the Graph and ARM APIs.
const (
	maxCredentials = 20
	maxSubject     = 600
	maxDescription = 600
)

// A cloud and its default audience.
var defaultAudience = [][2]string{
	{"public", "api://AzureADTokenExchange"},
	{"usgovernment", "api://AzureADTokenExchangeUSGov"},
	{"china", "api://AzureADTokenExchangeChina"},
	{"usnat", "api://AzureADTokenExchangeUSNat"},
	{"ussec", "api://AzureADTokenExchangeUSSec"},
}

func clouds() []string {
	var out []string
	for _, c := range defaultAudience {
		out = append(out, c[0])
	}
	return out
}

// capabilities of an ordinary credential: whole subjects.
func capabilities() trust.Capabilities {
	advice := map[string]string{}
	for _, claim := range madeOf() {
		advice[claim] = "Set flexible = true, which compares " + claim + " beside the subject"
	}
	return trust.Capabilities{
		Name: "Azure", RequireSubject: true, NoWildcards: true,
		Claims: func(trust.Description, platform.Claim) bool { return false },
		Advice: advice,
	}
}

// FederatedCredentials compiles jobs to credentials.
func FederatedCredentials(jobs trust.Jobs, options value.V) (Credentials, problem.List) {
	var m credentialsMaker
	report, problems := relyingparty.Make(credentialsKind, &m, relyingparty.Single(jobs), options)
	if len(problems) > 0 {
		return Credentials{}, problems
	}
	m.out.Report = report
	return m.out, nil
}

type credentialsMaker struct {
	flexible bool
	audience string // the cloud's own
	out      Credentials
}

// Read implements relyingparty.Maker.
func (m *credentialsMaker) Read(r *value.Reader) relyingparty.Plan {
	m.audience = defaultAudience[0][1]
	if s, ok := r.Text("cloud"); ok {
		i := slices.Index(clouds(), s)
		if i < 0 {
			r.Note(problem.BadValue, "cloud", problem.Quote(s)+" is no cloud", value.Suggest(s, clouds()))
		} else {
			m.audience = defaultAudience[i][1]
		}
	}
	plan := relyingparty.Plan{AudienceOption: "audience", Fallback: []string{m.audience}, Parse: relyingparty.ForProof(Parse)}
	if s, ok := r.Text("audience"); ok {
		plan.Audiences = []string{s}
		if reason := trust.CheckAudience(s); reason != "" {
			r.Note(problem.BadValue, "audience", problem.Quote(s)+" "+reason, "")
		}
	}
	m.flexible, _ = r.Flag("flexible")
	can := capabilities()
	if m.flexible {
		can = flexibleCapabilities()
	}
	plan.Capabilities = &can
	for _, o := range credentialsOptions() {
		plan.Waits = append(plan.Waits, o.Name)
	}
	return plan
}

// credentialsOptions are all of them: each may change which credentials there are.
func credentialsOptions() []relyingparty.Option {
	return append(slices.Clone(options), relyingparty.Shared...)
}

// Write implements relyingparty.Maker.
func (m *credentialsMaker) Write(d *relyingparty.Draft) {
	m.out = Credentials{Ordinary: map[string]Credential{}, Flexible: map[string]Credential{}, Partial: d.Partial}
	for _, c := range d.Clauses() {
		if len(c.Audiences) != 1 {
			d.Problems.Add(problem.Split, "jobs", "a credential has exactly one audience, got "+problem.QuoteAll(c.Audiences), "Make credentials for each")
			continue
		}
		if c.Audiences[0] != m.audience && c.Platform.Issuer.Audience.Kind != "fixed" {
			d.Warnings.Add(problem.CustomAudience, "", "the audience "+problem.Quote(c.Audiences[0])+" is not the one that Microsoft documents for this cloud ("+m.audience+")", "")
		}
		if m.flexible {
			m.out.addFlexible(c, d.Problems)
		} else {
			m.out.addOrdinary(c, d.Problems)
		}
	}
	if n := len(m.out.Ordinary) + len(m.out.Flexible); n > maxCredentials {
		d.Problems.Add(problem.Split, "jobs", fmt.Sprintf("an application or identity holds at most %d federated credentials, and these jobs need %d", maxCredentials, n), fmt.Sprintf("Split them over %d applications or identities", (n+maxCredentials-1)/maxCredentials))
	}
	for _, all := range []map[string]Credential{m.out.Ordinary, m.out.Flexible} {
		for k, c := range all {
			c.Description = describe(d.Name, c)
			all[k] = c
		}
	}
	d.Proofs = []relyingparty.Proof{{What: "the credentials", Text: m.out.stored(), Jobs: d.Jobs(), Notes: d.Notes()}}
}

// Results implements relyingparty.Maker.
func (m *credentialsMaker) Results() map[string]value.V {
	if m.out.Partial {
		return map[string]value.V{}
	}
	list := func(from map[string]Credential, attrs func(Credential) map[string]value.V) value.V {
		out := value.V{Kind: value.Map, Attrs: map[string]value.V{}}
		for key, c := range from {
			v := value.V{Kind: value.Map, Attrs: attrs(c)}
			v.Attrs["display_name"], v.Attrs["issuer"], v.Attrs["description"] = value.Of(c.DisplayName), value.Of(c.Issuer), value.Of(c.Description)
			out.Attrs[key] = v
		}
		return out
	}
	return map[string]value.V{
		"credentials": list(m.out.Ordinary, func(c Credential) map[string]value.V {
			return map[string]value.V{"subject": value.Of(c.Subject), "audiences": value.OfTexts([]string{c.Audience})}
		}),
		"flexible_credentials": list(m.out.Flexible, func(c Credential) map[string]value.V {
			return map[string]value.V{"claims_matching_expression": value.Of(c.Expression), "audience": value.Of(c.Audience)}
		}),
	}
}

// stored are the credentials as the proof reads them back.
func (out Credentials) stored() string {
	list := func(from map[string]Credential) []map[string]string {
		to := []map[string]string{}
		for _, key := range slices.Sorted(maps.Keys(from)) {
			c := from[key]
			to = append(to, map[string]string{"issuer": c.Issuer, "audience": c.Audience})
			if c.Expression != "" {
				to[len(to)-1]["claims_matching_expression"] = c.Expression
			} else {
				to[len(to)-1]["subject"] = c.Subject
			}
		}
		return to
	}
	return relyingparty.JSON(map[string]any{"credentials": list(out.Ordinary), "flexible_credentials": list(out.Flexible)}, "")
}

// addOrdinary makes one credential for each subject. The clause is about
// nothing else.
func (out *Credentials) addOrdinary(c trust.Clause, problems *problem.List) {
	a, _ := c.Atom("sub")
	subjects, _ := a.Literals()
	for _, s := range subjects {
		if len(s) > maxSubject {
			problems.Add(problem.TooLong, "jobs", fmt.Sprintf("a subject has %d bytes, and Azure takes at most %d", len(s), maxSubject), "", problem.Quote(s))
			continue
		}
		key := Key(c.Issuer, s)
		out.Ordinary[key] = Credential{DisplayName: key, Issuer: c.Issuer, Audience: c.Audiences[0], Subject: s}
	}
}

// describe says who the credential is for. It holds nothing of the others, so
// that a further branch changes no other credential.
func describe(name string, c Credential) string {
	if name != "" {
		name += ": "
	}
	return trust.Cut(name+c.Issuer+" "+c.Subject+c.Expression, maxDescription)
}

var notName = regexp.MustCompile(`[^a-zA-Z0-9-]+`)

// Key is a credential's key and name: the end of the subject, for people, and a
// short hash of issuer and subject, which alone makes it unique. It fits Azure's
// names: 3 to 120 letters, digits, hyphens and underscores, a letter or digit
// first.
func Key(issuer, subject string) string {
	const shown = 48
	slug := strings.Trim(notName.ReplaceAllString(subject, "-"), "-")
	if len(slug) > shown {
		slug = slug[len(slug)-shown:]
		if i := strings.IndexByte(slug, '-'); i >= 0 && i < shown/2 {
			slug = slug[i:] // not in the middle of a word
		}
		slug = strings.Trim(slug, "-")
	}
	sum := sha256.Sum256([]byte(issuer + "\n" + subject))
	if slug == "" {
		slug = "subject"
	}
	return slug + "-" + hex.EncodeToString(sum[:4])
}
