package check

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A mapper is a document that maps a claim to its subject, which may come out too long.
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

// long asks whether a token that the condition lets in is refused for nothing but
// its google.subject, which is mapped too long: it gets in where the subject is
// mapped from a fixed text.
func (a *asker) long() []lint.Finding {
	if a.short == nil {
		return nil
	}
	for _, t := range a.short.Trusts() {
		if t.Issuer != a.anyone.Issuer {
			continue
		}
		v := a.compare(but{a.short, t.When, a}, trust.Jobs{a.anyone})
		if v.Wider == proof.Yes {
			return []lint.Finding{a.with("CT014", v.WiderExample, "the condition lets a token in whose google.subject, mapped from "+a.shortFrom+", is over 127 bytes, so Google refuses it")}
		}
	}
	return nil
}

// but lets in what one document does and another does not.
type but struct {
	doc  proof.Document
	when proof.Expr
	not  *asker
}

// Trusts implements proof.Document.
func (b but) Trusts() []proof.Trust {
	return []proof.Trust{{Issuer: b.not.anyone.Issuer, When: proof.And(b.when, proof.Not(b.not.when))}}
}

// Admits implements proof.Document.
func (b but) Admits(c proof.Claims) proof.Decision {
	// Refused for its length, and for nothing else.
	if d := b.not.doc.Admits(c); d.Admitted != proof.No || !d.TooLong {
		return proof.Decision{}
	}
	return b.doc.Admits(c)
}
