package google

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
)

const conditionAt = "attribute_condition"

func mappingAt(key string) string { return `attribute_mapping["` + key + `"]` }

// Findings are what is wrong with the provider by its text alone. Most of them
// rest on the platform's data, where the issuer is a platform's.
func (d *Document) Findings() []lint.Finding {
	issuer := relyingparty.IssuerOf(d.issuer)
	var out []lint.Finding
	if f, ok := issuer.Slash("issuer_uri"); ok {
		// Google's own guides write the slash.
		f.Milder = true
		out = append(out, f)
	}
	if d.listed {
		out = append(out, d.audienceFindings(issuer)...)
	}
	out = append(out, d.conditionFindings(issuer)...)
	out = append(out, d.mappingFindings(issuer)...)
	out = append(out, d.memberFindings(issuer)...)
	return lint.Sorted(out)
}

// conditionFindings are about who gets in.
func (d *Document) conditionFindings(issuer relyingparty.Issuer) []lint.Finding {
	r := &reading{doc: d, issuer: issuer, at: conditionAt}
	if d.condition == nil {
		return d.atCreation(issuer, told{})
	}
	e := d.condition.checked.NativeRep().Expr()
	t := r.condition(e, false, nil)
	r.missing(d.condition)
	r.escapes(d.condition)
	if t.truth == always {
		r.add("CT010", false, "the condition always holds: "+t.why)
	}
	claims := t.claims()
	tells := slices.ContainsFunc(claims, issuer.Tells)
	if t.truth != always {
		if f, ok := issuer.Tenant(conditionAt, claims); ok {
			r.out = append(r.out, f)
		}
		if len(claims) == 0 && t.negative != "" {
			r.add("CT026", false, "the condition only says who is kept out ("+t.negative+"), and everybody else gets in")
		}
		if weak := t.looseOnly(issuer); weak != "" {
			r.add("CT042", false, weak)
		}
	}
	out := append(r.out, issuer.Texts(r.asks)...)
	out = append(out, issuer.Workflows(r.asks, tells, slices.ContainsFunc(claims, issuer.Ident))...)
	return append(out, d.atCreation(issuer, t)...)
}

// pinned are the claims that the condition asks of every token, with a text that
// tells something, and the texts.
func (d *Document) pinned(issuer relyingparty.Issuer) ([]string, []relyingparty.Ask) {
	if d.condition == nil {
		return nil, nil
	}
	r := &reading{doc: d, issuer: issuer, at: conditionAt}
	t := r.condition(d.condition.checked.NativeRep().Expr(), false, nil)
	return t.claims(), r.asks
}

// A reading walks one expression and collects.
type reading struct {
	doc    *Document
	issuer relyingparty.Issuer
	at     string
	out    []lint.Finding
	asks   []relyingparty.Ask
	seen   map[int64]bool // asked already: choices are walked twice
	steps  int
}

func (r *reading) add(code lint.Code, milder bool, detail string) {
	r.out = append(r.out, lint.Finding{Code: code, At: r.at, Detail: detail, Milder: milder})
}

// once is add for what is not said yet: choices are walked twice.
func (r *reading) once(code lint.Code, milder bool, detail string) {
	f := lint.Finding{Code: code, At: r.at, Detail: detail, Milder: milder}
	if !slices.Contains(r.out, f) {
		r.out = append(r.out, f)
	}
}

func (r *reading) first(e ast.Expr) bool {
	if r.seen == nil {
		r.seen = map[int64]bool{}
	}
	was := r.seen[e.ID()]
	r.seen[e.ID()] = true
	return !was
}

// missing finds claims that no token of the platform has.
func (r *reading) missing(c *compiled) {
	names := slices.Compact(slices.Sorted(slices.Values(c.claims)))
	for _, name := range names {
		if !r.issuer.Mints(name) {
			r.add("CT007", true, "tokens of "+r.issuer.Title()+" have no claim "+problem.Quote(name)+"; comparing it is an error, and an error admits nobody")
		}
	}
}

// escapes finds escapes of string literals that are no part of a regular
// expression.
func (r *reading) escapes(c *compiled) {
	var odd []string
	for _, e := range escapes(c.text) {
		if e.odd() && !slices.Contains(odd, e.text()) {
			odd = append(odd, e.text())
		}
	}
	if len(odd) > 0 {
		r.add("CT016", false, "the string has "+problem.QuoteAll(odd)+", which CEL reads as one character before any regular expression does: "+strings.Join(meanings(odd), ", "))
	}
}
