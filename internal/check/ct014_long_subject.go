package check

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// This file is rule CT014.

var _ = lint.Add(lint.Rule{
	Code: "CT014", Title: "google.subject over 127 bytes",
	Severity: lint.Warning, Class: lint.Never, By: lint.Proof, Parties: []string{"google"},
	Why: "Google refuses tokens whose mapped subject is longer. The example is a job that gets in by the condition and is " +
		"refused for its length.",
	Fix:    "Map a short id: `google.subject = assertion.project_id`.",
	Source: "Google Cloud docs, workload identity federation, attribute mappings",
	Check:  lint.On(longSubjects),
})

// longSubjects asks whether a token that the condition lets in is refused for nothing but
// its google.subject, which is mapped too long: it gets in where the subject is
// mapped from a fixed text.
func longSubjects(a *audit) []lint.Finding {
	if a.short == nil {
		return nil
	}
	for _, t := range a.short.Trusts() {
		if t.Issuer != a.anyone.Issuer {
			continue
		}
		v := a.compare(difference{a.short, t.When, a.asker}, trust.Jobs{a.anyone})
		if v.Wider == proof.Yes {
			return a.with(v.WiderExample, "the condition lets a token in whose google.subject, mapped from "+a.shortFrom+", is over 127 bytes, so Google refuses it")
		}
	}
	return nil
}

// A difference lets in what one document does and another does not.
type difference struct {
	doc  proof.Document
	when proof.Expr
	not  *asker
}

// Trusts implements proof.Document.
func (d difference) Trusts() []proof.Trust {
	return []proof.Trust{{Issuer: d.not.anyone.Issuer, When: proof.And(d.when, proof.Not(d.not.when))}}
}

// Admits implements proof.Document.
func (d difference) Admits(c proof.Claims) proof.Decision {
	// Refused for its length, and for nothing else.
	if refused := d.not.doc.Admits(c); refused.Admitted != proof.No || !refused.TooLong {
		return proof.Decision{}
	}
	return d.doc.Admits(c)
}

// A mapper is a document that maps claims to a subject of bounded length.
type mapper interface {
	// WithShortSubject is the document with its subject mapped from a fixed text, and
	// what it was mapped from; nil where that would change more than the length.
	WithShortSubject() (doc proof.Document, from string)
}

func (p *Policy) short() (doc proof.Document, from string) {
	if m, ok := p.doc.(mapper); ok {
		return m.WithShortSubject()
	}
	return nil, ""
}
