// Package lint holds what can be wrong with a trust document that somebody
// wrote by hand, and with what an issuer publishes. A rule is a value with a
// code that never changes its meaning, in one file named for the code:
// catalogue text and check together, registered from that file alone. Rules that
// every relying party's documents share stand here, and look at what subject.go
// has; those of one language's own
// syntax, those that prove, and those about an issuer's keys stand in the package
// that reads the one or does the other.
//
// A finding that is proved carries a token: one that gets in and should not, or
// that should and does not. One that reads text says so, for text may mean less
// than it seems to.
//
// This file holds the kinds of rules and their register.
package lint

import (
	"cmp"
	"slices"
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

// A Class says what becomes of the document.
type Class string

// The relying party refuses a Rejected document; it takes an Open one, and too
// many get in; what a document that Never matches says fits nothing; a Fragile one
// is right today.
const (
	Rejected Class = "rejected"
	Open     Class = "open"
	Never    Class = "never"
	Fragile  Class = "fragile"
)

// Evidence is what a rule looks at.
type Evidence int

// Text is read as it is written. Proof: a token shows it. Search: all tokens of
// the platform were looked at, and there is none to show. Fetch: the issuer's
// documents, which cioidc_live_issuer fetches; the others are about trust
// documents, and trust_check finds them.
const (
	Text Evidence = iota
	Proof
	Search
	Fetch
)

// A Code names a rule, as in CT001.
type Code string

// A Rule is one thing that can be wrong.
type Rule struct {
	Code     Code
	Title    string // one line without full stop
	Severity Severity
	Class    Class
	By       Evidence
	Parties  []string // names of relying parties; nil: all
	Why      string   // Markdown
	Fix      string   // Markdown
	Source   string
	// Check may be nil where others find it: reading a document, or a check that
	// Also adds for one relying party.
	Check Check
}

var rules []Rule

// Add registers a rule: var _ = lint.Add(lint.Rule{…}).
func Add(r Rule) Code {
	rules = append(rules, r)
	return r.Code
}

// Rules is the catalogue, by code.
func Rules() []Rule {
	return slices.SortedFunc(slices.Values(rules), func(a, b Rule) int { return cmp.Compare(a.Code, b.Code) })
}

// Rule is the code's; a code that is not in the catalogue is a fault of ours.
func (c Code) Rule() Rule {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.Code == c })
	if i < 0 {
		panic("no rule " + string(c))
	}
	return rules[i]
}

// Known reports whether a rule about trust documents has the code.
func Known(code string) bool { return slices.Contains(Codes(), code) }

// Codes lists the codes of the rules about trust documents.
func Codes() []string {
	var out []string
	for _, r := range Rules() {
		if r.By != Fetch {
			out = append(out, string(r.Code))
		}
	}
	return out
}

// Of reports whether documents of the relying party can have it.
func (r Rule) Of(party string) bool { return r.Parties == nil || slices.Contains(r.Parties, party) }
