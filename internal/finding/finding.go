// Package finding holds what can be wrong with a trust document that somebody
// wrote by hand, and with what an issuer publishes: a catalogue of rules, each
// with a code that never changes its meaning, and the findings that relying
// parties and the packages check and live make by them.
//
// A finding that is proved carries a token: one that gets in and should not, or
// that should and does not. One that reads text says so, for text may mean less
// than it seems to.
package finding

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A Severity says how bad a finding is.
type Severity int

// Info is worth knowing, Warning is fragile or surprising, Error lets strangers
// in, locks jobs out, or is refused by the relying party.
const (
	Info Severity = iota
	Warning
	Error
)

var severities = []string{"info", "warning", "error"}

func (s Severity) String() string { return severities[s] }

// Severities are the names, the mildest first.
func Severities() []string { return slices.Clone(severities) }

// ParseSeverity reads a name.
func ParseSeverity(name string) (Severity, bool) {
	i := slices.Index(severities, name)
	return Severity(i), i >= 0 //nolint:gosec // three
}

// UnmarshalYAML implements yaml.Unmarshaler.
func (s *Severity) UnmarshalYAML(n *yaml.Node) error {
	v, ok := ParseSeverity(n.Value)
	if !ok {
		return &yaml.TypeError{Errors: []string{"no severity " + n.Value}}
	}
	*s = v
	return nil
}

// A Code names a rule, as in CT001.
type Code string

// A Rule is one thing that can be wrong.
type Rule struct {
	Code     Code     `yaml:"code"`
	Severity Severity `yaml:"severity"`
	// Class is rejected (the relying party refuses the document), open (it takes
	// it, and too many get in), never (what is written matches nothing) or fragile
	// (it is right today).
	Class   string   `yaml:"class"`
	Title   string   `yaml:"title"`   // one line without full stop
	Parties []string `yaml:"parties"` // aws, google, vault, azure
	Proved  bool     `yaml:"proved"`  // carries a token
	// Searched: all tokens of the platform were looked at, and there is none to show.
	// Neither of both: the rule reads text.
	Searched bool `yaml:"searched"`
	// Published: it is about what an issuer publishes, and cioidc_live_issuer finds
	// it; the others are about trust documents, and trust_check finds them.
	Published bool   `yaml:"published"`
	Why       string `yaml:"why"` // Markdown
	Fix       string `yaml:"fix"` // Markdown
	Source    string `yaml:"source"`
}

//go:embed rules.yaml
var rulesYAML []byte

// Rules is the catalogue, by code.
var Rules = func() []Rule {
	var out []Rule
	if err := yaml.Unmarshal(rulesYAML, &out); err != nil {
		panic(err) // the shipped data is tested
	}
	return out
}()

// Rule is the code's; a code that is not in the catalogue is a fault of ours.
func (c Code) Rule() Rule {
	i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Code == c })
	if i < 0 {
		panic("no rule " + string(c))
	}
	return Rules[i]
}

// Known reports whether a rule about trust documents has the code.
func Known(code string) bool { return slices.Contains(Codes(), code) }

// Codes lists the codes of the rules about trust documents.
func Codes() []string {
	var out []string
	for _, r := range Rules {
		if !r.Published {
			out = append(out, string(r.Code))
		}
	}
	return out
}

// A Finding is one rule met in one document.
type Finding struct {
	Code Code
	// At is the place: Statement[0].Condition.StringLike, attribute_condition,
	// bound_claims.sub, credentials["main"].subject, jwks.keys[0].
	At     string
	Detail string // what stands there and what follows from it; a sentence without full stop
	// Example is the token that proves it, claims as JSON; empty where text is read.
	Example string
	// Milder lowers the rule's severity where this case is less bad.
	Milder bool
}

// Severity is the rule's, one less for a milder case.
func (f Finding) Severity() Severity {
	s := f.Code.Rule().Severity
	if f.Milder && s > Info {
		s--
	}
	return s
}

// Sorted orders findings by severity, code and place, each once.
func Sorted(fs []Finding) []Finding {
	out := slices.Clone(fs)
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Severity(), a.Severity()), strings.Compare(string(a.Code), string(b.Code)), strings.Compare(a.At, b.At), strings.Compare(a.Detail, b.Detail))
	})
	return slices.CompactFunc(out, func(a, b Finding) bool { return a.Code == b.Code && a.At == b.At && a.Detail == b.Detail })
}
