// Package platform models CI platforms as OIDC issuers: what varies from job to
// job, what each claim of a token looks like, which forms a token can take, and
// which filters users describe jobs with. A platform is data, one YAML file in
// data/; Go code knows the shape of that data and no platform by name.
//
// Words: a variable is an independent fact about a job (project id, branch). A
// form is a way a token can look (branch build, pull request, audit log). A
// claim is a template over variables. A presentation is one of several subjects
// that the same job can show (CircleCI's V1 and V2 tokens, GitLab's
// configurable components). A format is a spelling of components (GitHub's
// classic and immutable subjects). A setting is what the filters say about the
// configuration rather than about the jobs.
//
// Every template, domain and class rests on a fact: an id, whether somebody
// verified it, its source and date. The loader refuses data that does not.
package platform

import (
	"sync"

	"go.yaml.in/yaml/v3"
)

// A Platform is one CI platform.
type Platform struct {
	Name    string          `yaml:"name"`    // as users write it
	Title   string          `yaml:"title"`   // as people say it
	Facts   map[string]Fact `yaml:"facts"`   // id → fact
	Issuer  Issuer          `yaml:"issuer"`  //
	Subject Subject         `yaml:"subject"` //

	Variables []Variable `yaml:"variables"`
	// Usually says what variables are in most jobs, in templates of others. Examples
	// are made by it; nothing is proved by it.
	Usually map[string]string `yaml:"usually"`
	Claims  []Claim           `yaml:"claims"` // of every form, unless the form says otherwise
	// Families are claims of which only the beginning of the name is known.
	Families []Family `yaml:"families"`
	// Missing are claims that no token of the platform has.
	Missing []Missing `yaml:"missing"`
	Forms   []Form    `yaml:"forms"`
	Filters []Filter  `yaml:"filters"`
	// Everything are the filters that together describe all jobs of a place: when each
	// is given and lets all pass, forms that no filter describes by itself are
	// described too, if they say so.
	Everything []string `yaml:"everything"`
	// Belong are pairs of variables of which people mean one by the other, such as a
	// project's path and number: examples change both or none.
	Belong [][2]string `yaml:"belong"`
	// Domains are the platform's own, beside those of domains.yaml.
	Domains  map[string]Domain `yaml:"domains"`
	Requires []Need            `yaml:"requires"`
	// Match lists the claims that a relying party which sees all of them should
	// be given, in order of preference.
	Match []string `yaml:"match"`
	// Whose says of claims whose word they are, where the classes of their variables
	// do not.
	Whose Whose `yaml:"whose"`
	// Typos are ways to write claims' texts that people use and tokens never have.
	Typos []Typo `yaml:"typos"`
	// Keywords are fixed parts of subjects, whose case people get wrong.
	Keywords []string `yaml:"keywords"`
	// Workflow is the claim that says where the steps of a job are written.
	Workflow Workflow `yaml:"workflow"`
	// Pipeline is how jobs use the trust; package pipeline reads it.
	Pipeline yaml.Node `yaml:"pipeline"`
	// PullRequests is the filter that describes builds of pull requests.
	PullRequests string `yaml:"pull_requests"`
	// AzureFlexible is what flexible credentials of Microsoft Entra compare.
	AzureFlexible AzureFlexible `yaml:"azure_flexible"`
	// AWSTags says that tokens may carry AWS session tags; it is the fact's id.
	AWSTags string `yaml:"aws_tags"`
	// Switchable says that an admin may switch off any claim but the registered
	// ones, so that a document must not rest on their presence; it is the fact's
	// id.
	Switchable string `yaml:"switchable"`
	// UserClaim is Vault's default user_claim: always there, never empty.
	UserClaim string `yaml:"user_claim"`
	// GoogleSubject is the claim that google.subject is mapped from by default:
	// short for every job, and an immutable id.
	GoogleSubject string `yaml:"google_subject"`

	variables      map[string]int      // by name: the place in Variables
	wholes         map[string]Template // of variables that are made of others
	usually        map[string]Template
	mayLack, named map[string]bool
	issuers        []issuing // the ordinary one first
	audience       Template
	strangers      []Template

	keeping sync.Mutex
	kept    map[presentedKey]presented
}
