package check

// Questions to the proof about the tokens that a document lets in.

import (
	"maps"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// An asker asks about the tokens of one issuer that a document lets in.
type asker struct {
	doc      proof.Document
	platform *platform.Platform
	// anyone describes the issuer and nobody at it: whatever gets in is beside it.
	anyone trust.Description
	when   proof.Expr // of the document, for the issuer

	// short is the document with a subject that is never too long, and shortFrom what
	// it is mapped from; nil where it maps none.
	short     proof.Document
	shortFrom string
	question
}

// written reports whether the pattern stands in the document, and is not only one of
// the ways in which a value there may be read.
func (a *asker) written(g pattern.Seq) bool {
	d, several := a.doc.(relyingparty.SeveralReadings)
	return !several || d.Says(g.String())
}

// A question is what a user adds to every comparison.
type question struct {
	unverified []string
	bindings   []proof.Binding
	named      bool // see Options
}

func (q question) compare(doc proof.Document, jobs trust.Jobs) proof.Verdict {
	return proof.Compare(proof.Comparison{Document: doc, Jobs: jobs, Accepted: q.unverified, Bindings: q.bindings, Named: q.named})
}

// askers are one for each issuer that the document trusts and whose platform is
// known, or that the jobs are of.
func (p *Policy) askers(o Options) []*asker {
	var out []*asker
	at := map[string]*asker{}
	short, from := p.short()
	for _, t := range p.doc.Trusts() {
		if a, ok := at[t.Issuer]; ok {
			a.when = proof.Or(a.when, t.When)
			continue
		}
		model, anyone := o.anyone(t.Issuer)
		if model == nil {
			continue
		}
		a := &asker{doc: p.doc, short: short, shortFrom: from, platform: model, anyone: anyone, when: t.When, question: o.question()}
		at[t.Issuer] = a
		out = append(out, a)
	}
	return out
}

// anyone describes the issuer and nobody at it; the platform is nil where nobody
// knows what signs there.
func (o Options) anyone(issuer string) (*platform.Platform, trust.Description) {
	anyone := trust.Description{Issuer: issuer}
	model, settings := platform.At(issuer)
	if model != nil {
		anyone.Platform, anyone.Settings = model.Name, widest(model, settings)
	}
	for _, d := range o.Jobs {
		if d.Issuer == issuer {
			model, anyone.Platform, anyone.Settings = d.Model(), d.Platform, fixed(d)
		}
	}
	return model, anyone
}

// widest are the settings with all switches on that let tokens say more: nobody has
// said that they are off.
func widest(p *platform.Platform, known platform.Settings) platform.Settings {
	out := maps.Clone(known)
	for _, f := range p.Filters {
		if _, said := known[f.Name]; said || len(f.Widens) == 0 {
			continue
		}
		if out == nil {
			out = platform.Settings{}
		}
		out[f.Name] = "true"
	}
	return out
}

func (o Options) question() question { return question{o.Unverified, o.Bindings, o.Named} }

// fixed are the description's settings, and the parts of the issuer that only its
// boxes say: without them another organization's tokens are looked for.
func fixed(d trust.Description) platform.Settings {
	out := maps.Clone(d.Settings)
	if out == nil {
		out = platform.Settings{}
	}
	for _, part := range d.Model().IssuerParts(d.Settings) {
		for _, b := range d.Boxes {
			if len(b[part]) == 1 {
				out[part] = b[part][0]
			}
		}
	}
	return out
}

// find looks for a token that gets in and fulfils the condition. No is certain,
// Yes comes with the token, Unknown with a reason.
func (a *asker) find(more proof.Expr) (*proof.Example, proof.Answer, string) {
	v := a.among(more, trust.Jobs{a.anyone})
	return v.WiderExample, v.Wider, v.WiderReason
}

// among compares what gets in and fulfils the condition with jobs.
func (a *asker) among(more proof.Expr, jobs trust.Jobs) proof.Verdict {
	return a.compare(narrowed{a, more}, jobs)
}

// narrowed is a document that asks for more, of one issuer.
type narrowed struct {
	*asker
	more proof.Expr
}

// Trusts implements proof.Document.
func (n narrowed) Trusts() []proof.Trust {
	return []proof.Trust{{Issuer: n.anyone.Issuer, When: proof.And(n.when, n.more)}}
}

// Admits implements proof.Document.
func (n narrowed) Admits(c proof.Claims) proof.Decision {
	switch n.more.Eval(c) {
	case proof.Holds:
		return n.doc.Admits(c)
	case proof.ValueUnknown:
		return proof.Decision{Admitted: proof.Unknown}
	case proof.Fails, proof.ValueError:
	}
	return proof.Decision{}
}

// others lets in whom the document keeps out: what it keeps out gets in.
type others struct{ *asker }

// Trusts implements proof.Document.
func (o others) Trusts() []proof.Trust {
	return []proof.Trust{{Issuer: o.anyone.Issuer, When: proof.Not(o.when)}}
}

// Admits implements proof.Document.
func (o others) Admits(c proof.Claims) proof.Decision {
	switch o.doc.Admits(c).Admitted {
	case proof.Yes:
		return proof.Decision{}
	case proof.No:
		return proof.Decision{Admitted: proof.Yes}
	case proof.Unknown:
	}
	return proof.Decision{Admitted: proof.Unknown}
}

// is asks for one text of a claim.
func is(claim, text string) proof.Expr { return proof.TextIn(claim, automaton.Texts(text)) }

// like asks for one of some globs.
func like(claim string, globs []string) proof.Expr {
	var seqs []pattern.Seq
	for _, g := range globs {
		seqs = append(seqs, pattern.FromGlob(g))
	}
	return proof.TextIn(claim, automaton.Globs(seqs...))
}

// texts visits the languages that the condition asks for, by claim.
func texts(e proof.Expr, visit func(claim string, lang automaton.Lang)) {
	if e.Op == proof.OpTest && len(e.Test.Term) == 1 {
		visit(e.Test.Term[0].Claim, e.Test.Lang)
	}
	for _, k := range e.Kids {
		texts(k, visit)
	}
}
