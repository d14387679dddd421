package relyingparty

import (
	"maps"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// This file says what a kind of document is: a trust policy, a role, a set of
// credentials. Make, in make.go, makes one.

// A Kind is a kind of document that jobs are compiled to. It is one function and one
// data source.
type Kind struct {
	Name, Title, Doc string
	Options          []Option // beside Shared
	// Grants are what a grant says beside its jobs: the document is made of named
	// grants. nil: it is made of one list of jobs.
	Grants  []Option
	Results []Field // beside those of the report

	Summary string          // what the summary calls it: "AWS trust policy"
	Limit   int             // characters of a description that the official resource takes
	Spell   func(rune) rune // replaces what the description may not hold; nil: it may hold anything

	New func() Maker
}

// A Field is one result.
type Field struct {
	Name string
	Type value.Type
	Doc  string
}

// A Maker makes one document of a kind. Make calls its methods in this order, Write
// only if nothing is wrong.
type Maker interface {
	// Read reads the kind's own options and says what follows from them.
	Read(r *value.Reader) Plan
	// Write makes the document of the compiled parts.
	Write(d *Draft)
	// Results are the kind's results by name. What is left out is known only after
	// apply.
	Results() map[string]value.V
}

// A Plan is what a kind's options mean for making it.
type Plan struct {
	// Audiences are those that jobs pick, by the option AudienceOption, and Fallback
	// the relying party's own.
	Audiences, Fallback []string
	AudienceOption      string // empty: audiences
	// Capabilities are what the relying party can tell apart. nil: the document says
	// nothing of jobs, so nothing is compiled and nothing proved.
	Capabilities *trust.Capabilities
	// Compile takes the place of trust.Compile under Capabilities; nil: it does not.
	Compile func(trust.Jobs, Common) ([]trust.Clause, []trust.Note, problem.List)
	// Check looks at a part before it is compiled; nil: there is nothing to look at.
	Check func(p Part, at string, problems, warnings *problem.List)
	// Waits are the options without which nothing can be proved.
	Waits []string
	// Parse reads the document back.
	Parse func(text string) (proof.Document, error)
}

// A Part is jobs that a document is made for.
type Part struct {
	Name    string             // of the grant; empty where the kind has none
	Jobs    trust.Jobs         // with their audiences, once Make has been there
	Given   map[string]value.V // what the grant says beside its jobs
	Clauses []trust.Clause     // what the jobs compile to
	Notes   []trust.Note
}

// A Draft is a document in the making.
type Draft struct {
	Parts              []Part
	Name               string // of the jobs; empty: they have none
	Partial            bool   // some option is known only after apply
	Proofs             []Proof
	Problems, Warnings *problem.List
	unknown            func(option string) bool
}

// Later reports whether the option is known only after apply.
func (d *Draft) Later(option string) bool { return d.unknown(option) }

// Clauses are those of all parts.
func (d *Draft) Clauses() []trust.Clause {
	var out []trust.Clause
	for _, p := range d.Parts {
		out = append(out, p.Clauses...)
	}
	return out
}

// Jobs are those of all parts.
func (d *Draft) Jobs() trust.Jobs {
	var out trust.Jobs
	for _, p := range d.Parts {
		out = append(out, p.Jobs...)
	}
	return out
}

// Notes are those of all parts, each once.
func (d *Draft) Notes() []trust.Note {
	var out []trust.Note
	seen := map[trust.Note]bool{}
	for _, p := range d.Parts {
		for _, n := range p.Notes {
			if !seen[n] {
				out, seen[n] = append(out, n), true
			}
		}
	}
	return out
}

// A Proof is owed: that the text, read back, lets in exactly the jobs.
type Proof struct {
	What  string // "the trust policy", for messages
	Text  string
	Jobs  trust.Jobs
	Notes []trust.Note
}

// Make makes a document and lists its results by name. What is not listed is known
// only after apply.
func (k Kind) Make(parts []Part, options value.V) (map[string]value.V, problem.List) {
	m := k.New()
	report, problems := Make(k, m, parts, options)
	if len(problems) > 0 {
		return nil, problems
	}
	out := m.Results()
	maps.Copy(out, report.results())
	return out, nil
}

// AllOptions are the kind's options and the shared ones.
func (k Kind) AllOptions() []Option { return append(append([]Option{}, k.Options...), Shared...) }

// AllResults are the kind's results and those of the report.
func (k Kind) AllResults() []Field { return append(append([]Field{}, k.Results...), ReportFields...) }
