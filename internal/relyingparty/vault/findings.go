package vault

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file reads a role for the rules about it; each rule has a file of its own.

// Findings are what is wrong with the role by its text alone. Most of them rest
// on the platform's data, where the bound issuer is a platform's.
func (d *Document) Findings() []lint.Finding {
	url := d.issuer
	if url == "" {
		url = d.discovery
	}
	r := &review{Document: d, ci: lint.IssuerOf(url)}
	if d.subject != "" {
		r.asks = append(r.asks, lint.Comparison{At: "bound_subject", Claim: "sub", Text: d.subject})
		r.pins = append(r.pins, "sub")
	}
	for n := range d.bound {
		b := &d.bound[n]
		if !r.compares(b) || len(b.rest) > 0 {
			continue
		}
		found := b.asks(d.glob)
		r.asks = append(r.asks, found...)
		if len(found) > 0 && !slices.ContainsFunc(found, func(a lint.Comparison) bool { return !a.Restricts() }) {
			r.pins = append(r.pins, b.key)
		}
	}
	r.tells = slices.ContainsFunc(r.pins, r.ci.IdentifiesTenant)
	subjects := []any{
		r,
		lint.Audiences{Issuer: r.ci, Party: Party.Title, At: "bound_audiences", List: r.audiences},
		lint.Comparisons{Issuer: r.ci, List: r.asks},
		lint.Demands{Issuer: r.ci, At: "bound_claims", Claims: r.pins},
		lint.Workflows{Issuer: r.ci, List: r.asks, Tenant: r.tells, ByID: slices.ContainsFunc(r.pins, r.ci.IdentifiesTenantByID)},
	}
	if r.issuer != "" {
		subjects = append(subjects, lint.TrustedIssuer{Issuer: r.ci, At: "bound_issuer"})
	}
	return lint.Sorted(lint.Find(subjects...))
}

// A review is a role as rules read it.
type review struct {
	*Document
	ci   lint.Issuer
	asks []lint.Comparison // what claims are compared with
	// pins are the claims that every token must have as some text says; tells, that
	// one of them says whose job it is.
	pins  []string
	tells bool
}

// compares reports whether a bound claim can match anything that tokens have.
func (r *review) compares(b *bound) bool {
	return r.ci.HasClaim(b.key) && !b.broken && len(b.values) > 0 && !r.onlyTexts(b)
}

// onlyTexts reports whether a glob stands where tokens have no text.
func (r *review) onlyTexts(b *bound) bool {
	typ := r.ci.Type(b.key)
	return r.glob && len(b.rest) == 0 && (typ == "bool" || typ == "number")
}

func (b *bound) at() string { return "bound_claims." + b.text }

// asks are the values of a bound claim, each as a question.
func (b *bound) asks(glob bool) []lint.Comparison {
	var out []lint.Comparison
	for _, v := range b.values {
		a := lint.Comparison{At: b.at(), Claim: b.key}
		switch v := v.(type) {
		case string:
			a.Text = v
			if glob {
				a.Operator = lint.Glob
			}
		case bool:
			a.Text, a.Type = strconv.FormatBool(v), "bool"
		case json.Number:
			a.Text, a.Type = v.String(), "number"
		default:
			continue
		}
		out = append(out, a)
	}
	return out
}

// texts are the texts with which claims are compared, each with its claim.
func (r *review) texts(visit func(b *bound, text string)) {
	for n := range r.bound {
		b := &r.bound[n]
		for _, v := range b.values {
			if s, ok := v.(string); ok && r.compares(b) {
				visit(b, s)
			}
		}
	}
}
