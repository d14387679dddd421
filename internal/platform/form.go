package platform

// Forms: the ways that a token can look.

import (
	"regexp"
	"slices"
)

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

// Showing are the form's claims that show the variable, without those of families,
// in the order of their names. The slice is not to be changed.
func (f *Form) Showing(variable string) []Claim { return f.showing[variable] }

// Has reports whether the form's tokens depend on the variable.
func (f *Form) Has(variable string) bool { return f.has[variable] }
