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
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
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

// A Fact is something known, or not quite known, about a platform.
type Fact struct {
	Status string `yaml:"status"` // verified or unverified
	Source string `yaml:"source"` // where it was read
	Date   string `yaml:"date"`   // when the source was written or read, YYYY-MM or YYYY-MM-DD
	Says   string `yaml:"says"`   // one sentence
}

// An Issuer describes who signs.
type Issuer struct {
	Template string `yaml:"template"` // over variables and settings
	// Others are templates that a setting picks in place of Template.
	Others     []OtherIssuer `yaml:"others"`
	Tenancy    string        `yaml:"tenancy"` // shared: strangers sign with the same keys and issuer; private: nobody else
	SharedAt   []string      `yaml:"shared_at"`
	Keys       string        `yaml:"keys"`       // which tenants share signing keys
	KeysPath   string        `yaml:"keys_path"`  // of the JWKS, below the issuer URL
	Algorithms []string      `yaml:"algorithms"` // of the signature
	Lifetime   string        `yaml:"lifetime"`   // of a token, in words
	Audience   Audience      `yaml:"audience"`
	Fact       string        `yaml:"fact"`
	Tenant     Tenant        `yaml:"tenant"`
	// Published says, in the docs, when who runs the platform publishes discovery and keys.
	Published string `yaml:"published"`
	// Known: only while the setting has this value are the templates known.
	Known struct {
		Setting string `yaml:"setting"`
		Value   string `yaml:"value"`
		Fact    string `yaml:"fact"`
	} `yaml:"known"`
}

// An OtherIssuer is an issuer that the jobs have while a setting has a value.
type OtherIssuer struct {
	Setting  string `yaml:"setting"`
	Value    string `yaml:"value"`
	Template string `yaml:"template"`
	Fact     string `yaml:"fact"`
}

// A Tenant says by which claims the tenants of a shared issuer are told apart.
type Tenant struct {
	Name  string `yaml:"name"`  // the claim that begins with the tenant's name
	Below string `yaml:"below"` // what stands between the name and the rest of the claim; empty: the name is all of it
	ID    string `yaml:"id"`    // a claim that is never given to somebody else
}

// An Audience says who picks aud. Kind is fixed (the platform; always Value),
// default (Value unless the job or organization asks for another) or picked
// (the job; there is no default).
type Audience struct {
	Kind  string `yaml:"kind"`
	Value string `yaml:"value"` // template
	Doc   string `yaml:"doc"`   // what a default is, in words
	Fact  string `yaml:"fact"`
}

// A Variable is an independent fact of a job.
type Variable struct {
	Name    string   `yaml:"name"`
	Domain  string   `yaml:"domain"`  // a name of domains.yaml
	Class   string   `yaml:"class"`   // immutable_id, name, attacker_influenced or platform_set
	Samples []string `yaml:"samples"` // natural values, for examples: the first, or another
	// Prefers is a domain of domains.yaml that most values lie in: examples prefer them.
	// Of it values, regexp and never count.
	Prefers string `yaml:"prefers"`
	Doc     string `yaml:"doc"`
	Fact    string `yaml:"fact"`
	// PerRun: it differs from run to run, so that no document can ask for a value.
	PerRun bool `yaml:"per_run"`
	Many   bool `yaml:"many"` // the claim is a list; a restriction asks for some element
	// Derived names the variable that this one follows from, in a way that the
	// data does not say.
	Derived string `yaml:"derived"`
	// Is, of a variable that is made of others, says how: a template of those. Then no
	// value of it is independent of theirs.
	Is string `yaml:"is"`
	// Part: it is only there for others to be made of; users do not name it.
	Part bool `yaml:"part"`
	// Escape is how the platform spells characters of the value, wherever it shows
	// it: values are taken as spelled.
	Escape map[string]string `yaml:"escape"`
	// Doubt marks values of which nobody knows how tokens show them.
	Doubt Doubt `yaml:"doubt"`

	ordinary *Where
}

// A Doubt is an unverified fact that a description rests on when a pattern of
// its variable holds a match of the regular expression (RE2).
type Doubt struct {
	Regexp string `yaml:"regexp"`
	Fact   string `yaml:"fact"`

	re *regexp.Regexp
}

// A Claim is one member of a token.
type Claim struct {
	Name   string  `yaml:"name"`
	Type   string  `yaml:"type"`   // string (default), bool, number or list
	Is     *string `yaml:"is"`     // template; no template: any value
	Absent Reasons `yaml:"absent"` // when it may be missing; none: always there
	// PresentAt: at issuers that match (RE2) it is there although Absent is said.
	PresentAt string `yaml:"present_at"`
	Null      string `yaml:"null"`   // when it is JSON null, in words; empty: never
	Empty     string `yaml:"empty"`  // when it is the empty text, in words; empty: never
	Off       bool   `yaml:"off"`    // an admin may have switched it off by default
	Seldom    bool   `yaml:"seldom"` // most tokens lack it, so examples do
	Fact      string `yaml:"fact"`

	tmpl      Template
	presentAt *regexp.Regexp
}

// Whose names claims by what they tell of a job.
type Whose struct {
	Tenant []string `yaml:"tenant"` // in whose project it runs
	Person []string `yaml:"person"` // who caused it, the same in whatever project that person works
	Job    []string `yaml:"job"`    // what the job sets itself, on every platform that has the claim
}

// Reasons say in words when a claim is missing: each is enough. Claims that name the
// same reason are missing together.
type Reasons []string

// UnmarshalYAML reads one reason, or a list.
func (r *Reasons) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*r = Reasons{n.Value}
		return nil
	}
	return n.Decode((*[]string)(r))
}

// String joins the reasons.
func (r Reasons) String() string { return strings.Join(r, " or ") }

// A Family is claims that users name: each name that begins with Prefix. Each may
// be missing from any token, and holds any text. Its name is a variable, too.
type Family struct {
	Prefix string `yaml:"prefix"`
	Absent string `yaml:"absent"` // when one is missing, in words
	Class  string `yaml:"class"`  // as a variable's
	// Component: a subject may show one.
	Component bool     `yaml:"component"`
	Samples   []string `yaml:"samples"`
	Fact      string   `yaml:"fact"`
}

// Missing are claims that no token has and that relying parties look for in tokens
// of every issuer. The fact says when that was so.
type Missing struct {
	Claims []string `yaml:"claims"`
	Off    bool     `yaml:"off"` // unless an admin switches them on
	Fact   string   `yaml:"fact"`
}

// A Subject says which subjects one job can present.
type Subject struct {
	// Setting names the setting whose value picks the presentations; empty:
	// each form has one subject.
	Setting string              `yaml:"setting"`
	Picks   map[string][]string `yaml:"picks"` // setting's value → presentations
	// Components make the subject from claims, "name:value" joined by ":", in
	// the order that the setting gives.
	Components []string `yaml:"components"`
	// Closed is the fact by which no project can have other components.
	Closed string `yaml:"closed"`
	// AnyClaim: subjects of others may have every claim that is a text as a component
	// beside those.
	AnyClaim   bool     `yaml:"any_claim"`
	First      []string `yaml:"first"`       // components that may stand first
	OtherFirst []string `yaml:"other_first"` // variables or literals that strangers' subjects may start with
	Tenants    []string `yaml:"tenants"`     // variables that say whose project it is, the surest first
	Fact       string   `yaml:"fact"`
	// Owners are the tenants of which one alone says whose project it is; none:
	// those that strangers' subjects start with.
	Owners []string `yaml:"owners"`
	// TenantKeys say whose job it is in a subject of components.
	TenantKeys TenantKeys `yaml:"tenant_keys"`
	// Spelled are components that are spelled otherwise than name:value: format →
	// template. "" is every format.
	Spelled map[string]map[string]string `yaml:"spelled"`
	// Whole: a job without a component's claim has no subject; else the component
	// is dropped.
	Whole   bool    `yaml:"whole"`
	Formats Formats `yaml:"formats"`

	spelled map[string]map[string]Template
}

// TenantKeys are the components of a subject that say whose job it is.
type TenantKeys struct {
	Names []string `yaml:"names"` // whose whole value says it
	Paths []string `yaml:"paths"` // of whose value the first part is enough
	// Begins is how subjects begin; none: everybody orders components of their own.
	Begins []string `yaml:"begins"`
	// Everywhere: at issuers of one's own too, where many owners have projects.
	Everywhere bool `yaml:"everywhere"`
}

// A Workflow is the claim that names the file of a reusable workflow, which jobs of
// other projects may call.
type Workflow struct {
	Claim string `yaml:"claim"`
	Fixed string `yaml:"fixed"` // RE2, of texts that never come to mean another file

	fixed *regexp.Regexp
}

// Lasts reports whether the text will always mean the same file.
func (w Workflow) Lasts(text string) bool { return w.fixed.MatchString(text) }

// Formats are spellings of components between which no order chooses: a project
// has one of them, in whatever order its components stand.
type Formats struct {
	Setting string              `yaml:"setting"` // says which one the projects have
	Picks   map[string][]string `yaml:"picks"`   // setting's value → formats
	// NotAt: the format does not exist at issuers that match (RE2).
	NotAt map[string]string `yaml:"not_at"`
	// Newer is the format that all projects come to have.
	Newer string `yaml:"newer"`
	// LeftOut says, before "is kept out", whom a text in one format alone leaves out.
	LeftOut map[string]string `yaml:"left_out"`

	notAt map[string]*regexp.Regexp
}

// A Form is one way a token can look.
type Form struct {
	Name   string            `yaml:"name"`
	Doc    string            `yaml:"doc"`
	Brief  string            `yaml:"brief"` // in a sentence; empty: Doc
	Sub    map[string]string `yaml:"sub"`   // presentation → template; "" is the only one
	Claims []Claim           `yaml:"claims"`
	Drop   []string          `yaml:"drop"` // claims of the platform that this form never has
	Fact   string            `yaml:"fact"`
	// Never: no filter describes it; it is here because documents must keep it out.
	Never bool `yaml:"never"`
	// Everything: a description of everything covers such tokens, though no filter
	// does, and no document need admit them; see Platform.Everything.
	Everything bool `yaml:"everything"`
	// Optional: nobody has seen such a token. It counts as described where a filter
	// covers it, and no document need admit it.
	Optional bool `yaml:"optional"`
	// Where narrows variables in this form beyond their domains. What rests on an
	// unverified fact holds for the described jobs only: anyone else's token may be
	// outside.
	Where map[string][]Where `yaml:"where"`
	// Usually is Platform.Usually, for this form.
	Usually map[string]string `yaml:"usually"`
	// Unless lifts the form when a setting has one of the values, or at least
	// the version.
	Unless Unless `yaml:"unless"`
	Hint   string `yaml:"hint"` // what to do when it cannot be kept out
	// Spelled are components of the subject that the form spells otherwise than
	// name:value.
	Spelled map[string]string `yaml:"spelled"`

	families []Family
	subs     map[string]Template
	claims   map[string]Claim
	names    []string // of the claims, sorted
	usual    map[string]Template
	showing  map[string][]Claim
	has      map[string]bool // by variable
	// spelled are the form's own components.
	spelled map[string]Template
	orders  func() *Orders
}

// A Where is a domain that the variable's values lie in as well.
type Where struct {
	Domain string `yaml:"domain"` // of which values, regexp and never count
	Fact   string `yaml:"fact"`

	within, without []automaton.Lang
	dfa             func() *automaton.DFA
	sample          string
	met             *answers // by pattern
}

// Unless says under which settings a form cannot occur.
type Unless struct {
	SharedIssuer bool   `yaml:"shared_issuer"` // at the hosts of issuer.shared_at
	Issuer       string `yaml:"issuer"`        // at issuers that match (RE2)
	Setting      string `yaml:"setting"`
	AtLeast      string `yaml:"at_least"` // dotted version
	// Without: while the subject lacks this component, which alone tells the form
	// from others.
	Without string `yaml:"without"`

	issuer *regexp.Regexp
}

// A Need is a group of filters of which one must be given.
type Need struct {
	OneOf  []string            `yaml:"one_of"`
	Unless map[string][]string `yaml:"unless"` // not needed when a setting has one of the values
}

// Variable returns a variable by name.
func (p *Platform) Variable(name string) (Variable, bool) {
	if i, ok := p.variables[name]; ok {
		return p.Variables[i], true
	}
	if f, ok := family(p.Families, name); ok {
		return Variable{Name: name, Domain: anyText, Class: f.Class, Samples: f.Samples, Fact: f.Fact}, true
	}
	return Variable{}, false
}

// MayLack reports whether some job's token shows no value of the variable,
// because the claim that shows it is absent.
func (p *Platform) MayLack(variable string) bool { return p.mayLack[variable] }

// Names reports whether some form's tokens have the claim, apart from iss, sub and
// aud.
func (p *Platform) Names(claim string) bool {
	_, ok := family(p.Families, claim)
	return ok || p.named[claim]
}

// Lacks finds what says that tokens of the platform have no such claim.
func (p *Platform) Lacks(claim string) (Missing, bool) {
	i := slices.IndexFunc(p.Missing, func(m Missing) bool { return slices.Contains(m.Claims, claim) })
	if i < 0 {
		return Missing{}, false
	}
	return p.Missing[i], true
}

// Form returns a form by name, or nil.
func (p *Platform) Form(name string) *Form {
	for i := range p.Forms {
		if p.Forms[i].Name == name {
			return &p.Forms[i]
		}
	}
	return nil
}

// FormNames lists the forms that filters may describe.
func (p *Platform) FormNames() []string {
	var out []string
	for _, f := range p.Forms {
		if !f.Never {
			out = append(out, f.Name)
		}
	}
	return out
}

// InBrief says in a sentence what shows such tokens.
func (f *Form) InBrief() string {
	if f.Brief != "" {
		return f.Brief
	}
	return f.Doc
}

// Rest lists the forms that a description of everything covers beside those which
// filters describe.
func (p *Platform) Rest() []string {
	var out []string
	for _, f := range p.Forms {
		if f.Everything {
			out = append(out, f.Name)
		}
	}
	return out
}

// Filter returns a filter by name.
func (p *Platform) Filter(name string) (Filter, bool) {
	i := slices.IndexFunc(p.Filters, func(f Filter) bool { return f.Name == name })
	if i < 0 {
		return Filter{}, false
	}
	return p.Filters[i], true
}

// Claim returns a claim of the form; ok is false when tokens of this form never
// have it.
func (f *Form) Claim(name string) (Claim, bool) {
	c, ok := f.claims[name]
	if ok || len(f.families) == 0 || slices.Contains(f.Drop, name) {
		return c, ok
	}
	if m, ok := family(f.families, name); ok {
		return Claim{Name: name, Type: "string", Absent: Reasons{m.Absent + " (" + name + ")"}, Fact: m.Fact, tmpl: Template{Lits: []string{"", ""}, Vars: []string{name}}}, true
	}
	return c, ok
}

// ClaimNames lists the form's claims, without those of families, sorted. The slice
// is not to be changed.
func (f *Form) ClaimNames() []string {
	return f.names
}

// Template returns the claim's template; ok is false when the claim may hold
// any value.
func (c Claim) Template() (Template, bool) { return c.tmpl, c.tmpl.Lits != nil }

// Optional says when the claim may be missing from tokens of the issuer; none: never.
func (c Claim) Optional(issuer string) Reasons {
	if c.presentAt != nil && c.presentAt.MatchString(issuer) {
		return nil
	}
	return c.Absent
}

// Sure reports that tokens of the issuer always have the claim, with what its template
// says.
func (c Claim) Sure(issuer string) bool {
	return len(c.Optional(issuer)) == 0 && c.Null == "" && c.Empty == ""
}

// Showing are the form's claims that show the variable, without those of families,
// in the order of their names. The slice is not to be changed.
func (f *Form) Showing(variable string) []Claim { return f.showing[variable] }

// Has reports whether the form's tokens depend on the variable.
func (f *Form) Has(variable string) bool { return f.has[variable] }

// Doubts returns the unverified fact that the pattern rests on as a value of the
// variable, or "".
func (v Variable) Doubts(glob string) string {
	if v.Doubt.re == nil || !v.Doubt.re.MatchString(glob) {
		return ""
	}
	return v.Doubt.Fact
}

// Spell writes a value or pattern as the platform shows it.
func (v Variable) Spell(text string) string {
	for from, to := range v.Escape { // one character each, none of them in another's spelling
		text = strings.ReplaceAll(text, from, to)
	}
	return text
}

// Verified reports whether a fact is verified; an unknown id is not.
func (p *Platform) Verified(fact string) bool { return p.Facts[fact].Status == "verified" }

// Var is the variable as the construction rule sees it, under the settings.
func (p *Platform) Var(name string, settings Settings) pattern.Var {
	d := p.Domain(name, settings)
	return pattern.Var{Set: d.alphabet, Width: d.Width, Min: d.Min}
}
