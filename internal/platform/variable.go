package platform

// Variables: the independent facts of a job.

import (
	"regexp"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

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

// Var is the variable as the construction rule sees it, under the settings.
func (p *Platform) Var(name string, settings Settings) pattern.Var {
	d := p.Domain(name, settings)
	return pattern.Var{Set: d.alphabet, Width: d.Width, Min: d.Min}
}
