package aws

// The review of a policy by its text.

import (
	"slices"
	"strconv"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// Limits of what is reported and compared. Real documents stay far below.
const (
	maxOfCode   = 50      // findings of one code
	maxKnown    = 64      // issuers that are looked up
	maxSights   = 32      // providers of one statement
	maxCovering = 100_000 // pairs of values and statements
	maxSearches = 64      // of them such as need an automaton
)

// A reviewer goes through a document and collects what its text says wrong.
type reviewer struct {
	*Document
	statements []statedRule
	issuers    map[string]lint.Issuer
	sids       map[string]bool
	pairs      int // that may still be compared
	searches   int
	out        []lint.Finding
}

// Findings reads the text of a document that applies: what is said but not
// meant, never holds, always holds, or is refused when the role is made. Whom
// the document lets in is for the prover.
func (d *Document) Findings() []lint.Finding {
	if !d.Applies() {
		return nil
	}
	r := &reviewer{Document: d, issuers: map[string]lint.Issuer{}, sids: map[string]bool{}, pairs: maxCovering, searches: maxSearches}
	for i := range d.rules {
		r.statements = append(r.statements, r.state(&d.rules[i]))
	}
	for i := range r.statements {
		s := &r.statements[i]
		r.grammar(s)
		r.operators(s)
		r.values(s)
		r.lists(s)
		r.openness(s)
		r.audiences(s)
	}
	r.subjects()
	r.coveredStatements()
	r.principals()
	r.size()
	return bounded(lint.Sorted(r.out))
}

// Applies reports whether the document lets web identities in, or means to: it
// is false for the roles of services and accounts.
func (d *Document) Applies() bool {
	return slices.ContainsFunc(d.rules, func(r rule) bool {
		return !r.deny && (len(r.providers) > 0 || r.anybody != "" && r.allows[assume])
	})
}

// bounded keeps the first findings of each code; the last one counts the others.
func bounded(fs []lint.Finding) []lint.Finding {
	seen, last := map[lint.Code]int{}, map[lint.Code]int{}
	var out []lint.Finding
	for _, f := range fs {
		if seen[f.Code]++; seen[f.Code] <= maxOfCode {
			last[f.Code] = len(out)
			out = append(out, f)
		}
	}
	for code, n := range seen {
		if n > maxOfCode {
			out[last[code]].Detail += "; there are " + strconv.Itoa(n-maxOfCode) + " more of this kind"
		}
	}
	return out
}

func (r *reviewer) add(code lint.Code, at string, milder bool, detail string) {
	r.out = append(r.out, lint.Finding{Code: code, At: at, Milder: milder, Detail: detail})
}

// issuer looks an issuer up once. Beyond some number they are taken for unknown
// ones, so that a document of principals costs no time.
func (r *reviewer) issuer(url string) lint.Issuer {
	known, ok := r.issuers[url]
	if !ok {
		known = lint.Issuer{URL: url}
		if len(r.issuers) < maxKnown {
			known = lint.IssuerOf(url)
			r.issuers[url] = known
		}
	}
	return known
}

// conditionAt is the place of a condition.
func conditionAt(r *rule, c *condition) string {
	name := "." + c.name
	if c.of != plain {
		name = "[" + strconv.Quote(c.name) + "]"
	}
	return r.path + ".Condition" + name + "[" + problem.Quote(c.key) + "]"
}
