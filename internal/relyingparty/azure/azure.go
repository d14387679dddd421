// Package azure compiles jobs to federated identity credentials of Microsoft
// Entra applications and managed identities. Facts: Microsoft Entra docs,
// federated credential considerations and flexible federated credentials
// (preview). An ordinary credential compares whole subjects; a flexible one
// compares claims of few issuers.
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
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Options are the options of azure_federated_credentials.
var Options = append([]relyingparty.Option{
	{Name: "cloud", Type: "string", Doc: "The cloud, which decides the default audience: " + strings.Join(clouds(), ", ") + ". Default `public`."},
	{Name: "audience", Type: "string", Doc: "What the jobs pick as `aud`, where they pick it (GitLab). Default: the cloud's, such as `api://AzureADTokenExchange`. On CircleCI it is said in the description."},
	{Name: "flexible", Type: "bool", Doc: "Make flexible credentials (preview; GitLab only), which compare `sub` and `project_id`. Default false."},
}, relyingparty.Shared...)

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

// view of an ordinary credential: whole subjects.
func view() trust.Capabilities {
	return trust.Capabilities{
		Name: "Azure", RequireSubject: true, NoWildcards: true,
		Claims: func(trust.Description, platform.Claim) bool { return false },
		Advice: map[string]string{"project_id": "Set flexible = true, which compares project_id beside the subject"},
	}
}

// FederatedCredentials compiles jobs to credentials.
func FederatedCredentials(jobs trust.Jobs, options value.V) (Credentials, problem.List) {
	problems := jobs.Validate()
	if len(problems) > 0 {
		return Credentials{}, problems
	}
	r := value.Read(options, "options", &problems)
	common := relyingparty.ReadCommon(r)
	fallback := defaultAudience[0][1]
	if s, ok := r.Text("cloud"); ok {
		i := slices.Index(clouds(), s)
		if i < 0 {
			r.Note(problem.BadValue, "cloud", problem.Quote(s)+" is no cloud", value.Suggest(s, clouds()))
		} else {
			fallback = defaultAudience[i][1]
		}
	}
	var given []string
	if s, ok := r.Text("audience"); ok {
		given = []string{s}
		if reason := trust.CheckAudience(s); reason != "" {
			r.Note(problem.BadValue, "audience", problem.Quote(s)+" "+reason, "")
		}
	}
	flexible, _ := r.Flag("flexible")
	r.Done("option")
	jobs = relyingparty.Audiences(jobs, given, []string{fallback}, "options.audience", &problems)
	out := Credentials{Ordinary: map[string]Credential{}, Flexible: map[string]Credential{}, Partial: len(r.Unknowns()) > 0}
	v := view()
	if flexible {
		v = flexibleView()
	}
	clauses, notes, faults := relyingparty.Compile(jobs, common.View(v))
	problems = append(problems, faults...)
	var warnings problem.List
	relyingparty.NameOnly(jobs, &warnings)
	for _, c := range clauses {
		if len(c.Audiences) != 1 {
			problems.Add(problem.Split, "jobs", "a credential has exactly one audience, got "+problem.QuoteAll(c.Audiences), "Make credentials for each")
			continue
		}
		if c.Audiences[0] != fallback && c.Platform.Issuer.Audience.Kind != "fixed" {
			warnings.Add(problem.CustomAudience, "", "the audience "+problem.Quote(c.Audiences[0])+" is not the one that Microsoft documents for this cloud ("+fallback+")", "")
		}
		if flexible {
			out.addFlexible(c, &problems)
		} else {
			out.addOrdinary(c, &problems)
		}
	}
	if n := len(out.Ordinary) + len(out.Flexible); n > maxCredentials {
		problems.Add(problem.Split, "jobs", fmt.Sprintf("an application or identity holds at most %d federated credentials, and these jobs need %d", maxCredentials, n), fmt.Sprintf("Split them over %d applications or identities", (n+maxCredentials-1)/maxCredentials))
	}
	if len(problems) > 0 {
		return Credentials{}, problems
	}
	var rests []proof.Rest
	if !out.Partial {
		doc, err := Parse(out.stored())
		rests = relyingparty.Prove("the credentials", doc, err, jobs, common, notes, &problems, &warnings)
	}
	if len(problems) > 0 {
		return Credentials{}, problems
	}
	out.Report = relyingparty.NewReport(jobs, common, "Azure federated credentials", maxDescription, notes, rests, warnings)
	out.Pending = out.Partial
	for _, m := range []map[string]Credential{out.Ordinary, out.Flexible} {
		for k, c := range m {
			c.Description = describe(jobs.Name(), common.Name, c)
			m[k] = c
		}
	}
	return out, nil
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
func describe(jobsName, optionName string, c Credential) string {
	name := jobsName
	if optionName != "" {
		name = optionName
	}
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
