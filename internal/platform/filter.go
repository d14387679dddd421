package platform

// Filters: what users may say about jobs.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// A Need is a group of filters of which one must be given.
type Need struct {
	OneOf  []string            `yaml:"one_of"`
	Unless map[string][]string `yaml:"unless"` // not needed when a setting has one of the values
}

// A Filter is one thing that users may say about jobs. What it does is its
// Role; the other fields are the role's arguments.
type Filter struct {
	Name string `yaml:"name"`
	Role string `yaml:"role"`
	Doc  string `yaml:"doc"`

	// Variable is what a narrowing or ref filter restricts.
	Variable string `yaml:"variable"`
	// Claim, for the role origin: patterns are taken apart by this claim's
	// template in each form.
	Claim string `yaml:"claim"`
	// Exact: whole values or ["*"] only, no other patterns.
	Exact bool `yaml:"exact"`
	// Single: one whole value, given as a string, not a list.
	Single bool `yaml:"single"`
	// Domain of a setting's or issuer part's text.
	Domain string `yaml:"domain"`
	// AnyHost: an issuer's part that names somebody's own host; nobody knows what
	// runs at one that is neither Default nor shared.
	AnyHost bool `yaml:"any_host"`
	// Default of a setting or flag, as text.
	Default string `yaml:"default"`
	// Box is what an alternative or flag restricts, variable → patterns.
	Box map[string][]string `yaml:"box"`
	// Forms that an alternative describes; none: those that have its variables.
	Forms []string `yaml:"forms"`
	// When is the flag's value at which Box applies.
	When bool `yaml:"when"`
	// Widens gives variables another domain while a switch is true.
	Widens map[string]string `yaml:"widens"`
	// States is the assumption that holds while a switch is false, in a
	// sentence; it is told to the user when a document depends on it.
	States string `yaml:"states"`
	// OnlyIfGiven: jobs that have the variable are described only where the filter
	// is given, or the flag of that name is on.
	OnlyIfGiven string `yaml:"only_if_given"`
	// Ignores lists filters that an alternative does not heed.
	Ignores []string `yaml:"ignores"`
	// Wants is the domain of what belongs there, narrower than the variable's, which
	// has whatever anybody may come to show: what no job of it has is a mistake.
	Wants string `yaml:"wants"`
	Fact  string `yaml:"fact"`

	wants  Where
	wanted string // in a sentence
}

// Mistaken says why no job that the filter is meant for matches the pattern, and what
// belongs there; empty: some do, as far as anyone knows.
func (f Filter) Mistaken(glob string) (reason, fix string) {
	if f.Wants == "" || f.wants.meets(pattern.FromGlob(glob)) {
		return "", ""
	}
	return "matches nothing that a job has there", f.wanted
}

// The roles of filters.
const (
	RoleIssuer      = "issuer"      // string: a variable (or, without one, a setting) that the issuer URL is made of
	RoleNarrow      = "narrow"      // list of patterns: restricts Variable
	RoleOrigin      = "origin"      // list of patterns over a claim: restricts the variables of its template
	RoleRefs        = "refs"        // list of patterns: an alternative that restricts Variable
	RoleAlternative = "alternative" // bool: an alternative that Box and Forms describe
	RoleFlag        = "flag"        // bool: applies Box when it equals When
	RoleSwitch      = "switch"      // bool: a setting that widens domains
	RoleSetting     = "setting"     // string: a setting
	RoleComponents  = "components"  // list of strings: the subject's components, a setting
	RoleAudiences   = "audiences"   // list of strings: the audiences, instead of the default
)

// Type is the Terraform type users give: "string", "bool" or "list".
func (f Filter) Type() string {
	if f.Single {
		return "string"
	}
	switch f.Role {
	case RoleIssuer, RoleSetting:
		return "string"
	case RoleAlternative, RoleFlag, RoleSwitch:
		return "bool"
	}
	return "list"
}

// IsAlternative: branches, tags and pull requests are alternatives of each
// other; every other filter narrows.
func (f Filter) IsAlternative() bool { return f.Role == RoleRefs || f.Role == RoleAlternative }

// Settings are a description's settings: filter name → text.
type Settings map[string]string

// Restricts lists the variables that the filter narrows.
func (p *Platform) Restricts(f Filter) []string {
	var out []string
	if f.Variable != "" {
		out = append(out, f.Variable)
	}
	for v := range f.Box {
		out = append(out, v)
	}
	if f.Claim != "" {
		for _, form := range p.Forms {
			if c, ok := form.Claim(f.Claim); ok {
				out = append(out, c.tmpl.Vars...)
			}
		}
	}
	return out
}

// FilterOf names the filter that narrows the variable; empty: none does.
func (p *Platform) FilterOf(variable string) string {
	i := slices.IndexFunc(p.Filters, func(f Filter) bool { return f.Role == RoleNarrow && f.Variable == variable })
	if i < 0 {
		return ""
	}
	return p.Filters[i].Name
}

// SubjectFilter is the filter that narrows what stands in subjects alone: who gives whole
// values can have whole subjects compared.
func (p *Platform) SubjectFilter() (Filter, bool) {
	i := slices.IndexFunc(p.Filters, func(f Filter) bool {
		return f.Role == RoleNarrow && f.Exact && len(p.Subject.Components) == 0 &&
			slices.ContainsFunc(p.Forms, func(form Form) bool { return form.Has(f.Variable) }) &&
			!slices.ContainsFunc(p.Forms, func(form Form) bool { return len(form.Showing(f.Variable)) > 0 })
	})
	if i < 0 {
		return Filter{}, false
	}
	return p.Filters[i], true
}

// Filter returns a filter by name.
func (p *Platform) Filter(name string) (Filter, bool) {
	i := slices.IndexFunc(p.Filters, func(f Filter) bool { return f.Name == name })
	if i < 0 {
		return Filter{}, false
	}
	return p.Filters[i], true
}
