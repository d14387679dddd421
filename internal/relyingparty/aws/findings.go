package aws

import (
	"slices"
	"strconv"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file runs the rules about a policy's text; each rule has a file of its own.

// Limits of what is reported and compared. Real documents stay far below.
const (
	maxOfCode   = 50      // findings of one code
	maxKnown    = 64      // issuers that are looked up
	maxViews    = 32      // providers of one statement
	maxCompared = 100_000 // pairs of values or statements, by one rule
)

// A review is a policy as rules read it.
type review struct {
	*Document
	statements []statedRule
	known      map[string]lint.Issuer
}

// Findings reads the text of a document that applies: what is said but not
// meant, never holds, always holds, or is refused when the role is made. Whom
// the document lets in is for the prover.
func (d *Document) Findings() []lint.Finding {
	if !d.Applies() {
		return nil
	}
	r := &review{Document: d, known: map[string]lint.Issuer{}}
	for i := range d.rules {
		r.statements = append(r.statements, r.state(&d.rules[i]))
	}
	return bounded(lint.Sorted(append(lint.Find(r.subjects()...), r.ofTexts()...)))
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

// issuer looks an issuer up once. Beyond some number they are taken for unknown
// ones, so that a document of principals costs no time.
func (r *review) issuer(url string) lint.Issuer {
	known, ok := r.known[url]
	if !ok {
		known = lint.Issuer{URL: url}
		if len(r.known) < maxKnown {
			known = lint.IssuerOf(url)
			r.known[url] = known
		}
	}
	return known
}

// findings are what one rule finds.
type findings []lint.Finding

func (out *findings) add(at string, milder bool, detail string) {
	*out = append(*out, lint.Finding{At: at, Milder: milder, Detail: detail})
}

func finding(at string, milder bool, detail string) []lint.Finding {
	return []lint.Finding{{At: at, Milder: milder, Detail: detail}}
}
