package google

import (
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file reads a provider for the rules about it; each rule has a file of its own.

const conditionAt = "attribute_condition"

func mappingAt(key string) string { return `attribute_mapping["` + key + `"]` }

// Findings are what is wrong with the provider by its text alone. Most of them
// rest on the platform's data, where the issuer is a platform's.
func (d *Document) Findings() []lint.Finding {
	r := &review{Document: d, issuer: lint.IssuerOf(d.issuer)}
	if d.condition != nil {
		c := r.read(conditionAt, d.condition)
		c.demands = c.condition(c.root, false, nil)
		r.asked = c
		r.readings = append(r.readings, c)
		r.pins = c.demands.claims()
	}
	r.tells = slices.ContainsFunc(r.pins, r.issuer.IdentifiesTenant)
	for _, a := range append([]attribute{{subjectKey, d.subject}, {groupsKey, d.groups}}, d.custom...) {
		if a.compiled == nil {
			continue
		}
		key := a.name
		if key != subjectKey && key != groupsKey {
			key = attributePrefix + key
		}
		m := r.read(mappingAt(key), a.compiled)
		if e := m.root; e.Kind() == ast.CallKind && e.AsCall().FunctionName() == operators.Conditional {
			m.condition(e.AsCall().Args()[0], false, nil)
		}
		switch key {
		case subjectKey:
			r.subject = m
		case groupsKey:
		default:
			r.attributes = append(r.attributes, m)
		}
		r.readings = append(r.readings, m)
	}
	return lint.Sorted(lint.Find(r.subjects()...))
}

// subjects are what rules look at. Google's own guides write the slash behind an issuer.
func (r *review) subjects() []any {
	out := []any{r, lint.TrustedIssuer{Issuer: r.issuer, At: "issuer_uri", Milder: true}}
	if r.listed {
		out = append(out, r.allowed(r.audiences))
	}
	for _, e := range r.readings {
		out = append(out, lint.Comparisons{Issuer: r.issuer, List: e.asks})
	}
	if c := r.asked; c != nil {
		out = append(out, lint.Workflows{Issuer: r.issuer, List: c.asks, Tenant: r.tells, ByID: slices.ContainsFunc(r.pins, r.issuer.IdentifiesTenantByID)})
		if c.demands.truth != always {
			out = append(out, lint.Demands{Issuer: r.issuer, At: conditionAt, Claims: r.pins})
		}
	}
	for _, m := range r.memberTexts() {
		out = append(out, lint.Comparisons{Issuer: r.issuer, List: []lint.Comparison{m}})
	}
	return out
}

// A review is a provider as rules read it.
type review struct {
	*Document
	issuer     lint.Issuer
	asked      *reading   // the condition; nil: everybody
	subject    *reading   // the mapping of google.subject
	attributes []*reading // those of custom attributes
	readings   []*reading // all of them
	// pins are the claims that the condition asks of every token, with a text that
	// tells something; tells, that one of them says whose job it is.
	pins  []string
	tells bool
}

// A reading is one expression, and what there is in it to judge.
type reading struct {
	*compiled
	doc     *Document
	issuer  lint.Issuer
	at      string
	root    ast.Expr
	demands told // of the condition

	asks         []lint.Comparison   // what claims are compared with
	alternatives [][]lint.Comparison // those side by side in an ||
	uses         []use
	regexps      []string // that must match
	vacuous      []vacuousPart
	bare         []string // claims that may be missing where that is an error

	seen  map[int64]bool // asked already: choices are walked twice
	steps int
}

// A use is a claim under an operator or function.
type use struct {
	claim, operator string
	not             bool
}

// A vacuousPart is a part of a condition that always holds.
type vacuousPart struct {
	alternative bool
	why         string
}

func (r *review) read(at string, c *compiled) *reading {
	return &reading{compiled: c, doc: r.Document, issuer: r.issuer, at: at, root: c.checked.NativeRep().Expr()}
}

// expressions runs a check on every expression.
func expressions(check func(r *reading) []lint.Finding) func(*review) []lint.Finding {
	return func(r *review) []lint.Finding {
		var out []lint.Finding
		for _, e := range r.readings {
			out = append(out, check(e)...)
		}
		return out
	}
}

func (r *reading) found(milder bool, detail string) lint.Finding {
	return lint.Finding{At: r.at, Detail: detail, Milder: milder}
}

func (r *reading) first(e ast.Expr) bool {
	if r.seen == nil {
		r.seen = map[int64]bool{}
	}
	was := r.seen[e.ID()]
	r.seen[e.ID()] = true
	return !was
}
