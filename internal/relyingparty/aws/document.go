package aws

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// A Document is a trust policy, read back. It speaks of web identities only:
// accounts, services and SAML providers in it are passed over.
type Document struct {
	// ClientIDs are the audiences that each issuer's OIDC provider takes; an
	// issuer without an entry takes all.
	ClientIDs map[string][]string

	rules   []rule
	issuers []string // that are named, sorted
	clauses map[string][]clause
}

var _ proof.Document = (*Document)(nil)

// A clause is a statement as it is for one provider.
type clause struct {
	*rule
	name   string // as messages have it
	yes    string // the reason when it allows
	doubt  string // why nobody knows whether the statement is about this provider
	checks []check
}

// A check is a condition as it is for one provider.
type check struct {
	*condition
	place
	wants  []want
	broken bool // a variable that is never there: nobody knows whether the statement counts
	// The answer for a key that is there, where its value does not matter.
	fixed    bool
	there    bool
	absent   bool   // the answer for a missing key,
	absentIf string // or why nobody knows it
	words    string // the condition, normalised
	shown    string // the same in a sentence
	label    string // the key in a sentence
}

// A want is a value of a condition as it is for one provider.
type want struct {
	*wanted
	never  bool     // it matches nothing
	doubt  string   // why nobody knows what it matches
	glob   globText // without claims
	lower  string   // of fold
	number float64
	holds  bool    // of boolean
	vars   []place // the claims that are put in, by part; nil: none
	needs  []place // those without a text for the case that they are missing
}

// invalid is the doubt about a variable that is not there.
const invalid = "AWS's page says both that a policy variable without value matches nothing and that it can make the statement invalid"

// prepare looks at each statement as each of its providers sees it.
func (d *Document) prepare() error {
	d.clauses = map[string][]clause{}
	checks := 0
	for _, r := range d.rules {
		checks += len(r.providers) * len(r.conditions)
		for _, p := range r.providers {
			if !slices.Contains(d.issuers, p.issuer) {
				d.issuers = append(d.issuers, p.issuer)
			}
		}
	}
	for i := range d.rules {
		if d.rules[i].anybody != "" {
			checks += len(d.issuers) * len(d.rules[i].conditions)
		}
	}
	if checks > maxChecks {
		return fmt.Errorf("the policy asks for %d comparisons of a condition at a principal, more than the %d that are read", checks, maxChecks)
	}
	slices.Sort(d.issuers)
	for _, issuer := range d.issuers {
		d.clauses[issuer] = d.at(issuer)
	}
	return nil
}

// at lists the statements that are about an issuer's tokens.
func (d *Document) at(issuer string) []clause {
	var out []clause
	for i := range d.rules {
		r := &d.rules[i]
		if r.anybody != "" {
			out = append(out, r.at(provider{issuer: issuer, partition: "aws", doubt: r.anybody}))
			continue
		}
		for _, p := range r.providers {
			if p.issuer == issuer {
				out = append(out, r.at(p))
			}
		}
	}
	return out
}

func (r *rule) at(p provider) clause {
	c := clause{rule: r, name: r.path, doubt: p.doubt}
	if r.sid != "" {
		c.name += " (Sid " + problem.Quote(r.sid) + ")"
	}
	c.yes = c.name + " allows it"
	s := newScope(p)
	for i := range r.conditions {
		c.checks = append(c.checks, r.conditions[i].at(s))
	}
	return c
}

func (c *condition) at(s scope) check {
	k := check{condition: c, place: s.find(c.lower), label: bare(c.key)}
	var words strings.Builder
	words.WriteString(c.name + " " + c.lower)
	for _, w := range c.values {
		words.WriteString(" " + strconv.Quote(w.text))
	}
	k.words, k.shown = words.String(), k.wish()
	if c.operator.doubt != "" {
		k.source, k.place.doubt = fromRequest, c.operator.doubt
		return k
	}
	k.absent, k.absentIf = c.missing(len(c.values))
	switch {
	case c.family == presence:
		k.presence()
		return k
	case len(c.values) == 0:
		k.empty()
		return k
	}
	if k.source == fromList && c.of == plain && !c.negated && !c.ifExists && c.family < presence {
		k.fixed = true // it holds for no such key
	}
	for i := range c.values {
		w := c.values[i].at(c.family, s)
		k.broken = k.broken || w.never
		k.wants = append(k.wants, w)
	}
	return k
}

// presence reads the values of Null.
func (k *check) presence() {
	if len(k.values) == 0 {
		k.source, k.place.doubt = fromRequest, emptyList
		return
	}
	for _, w := range k.values {
		switch w.text {
		case "true":
			k.absent = true
		case "false":
			k.there = true
		default:
			k.source, k.place.doubt = fromRequest, "AWS does not document Null with other values than true and false"
			return
		}
	}
	k.fixed, k.absentIf = true, ""
}

// empty reads an empty list of values.
func (k *check) empty() {
	switch {
	case !k.negated && k.of == forAny && !k.ifExists, !k.negated && (k.of == forAll || k.ifExists):
		k.fixed = true // it does not hold for a key that is there
	default:
		k.source, k.place.doubt = fromRequest, emptyList
	}
}

// settled reports that no key's value matters.
func (k *check) settled() bool { return k.fixed && k.absentIf == "" && k.there == k.absent }

// at puts in what is the same for every token of a provider.
func (w *wanted) at(f family, s scope) want {
	out := want{wanted: w, doubt: w.doubt}
	switch f {
	case boolean:
		out.holds = isTrue(w.text)
		return out
	case numeric:
		n, err := strconv.ParseFloat(w.text, 64)
		if out.number = n; err != nil {
			out.doubt = "it is no number"
		}
		return out
	case presence, foreign:
		return out
	case equals, fold, like:
	}
	vars := make([]place, len(w.parts))
	dynamic := false
	var parts []part
	for i, t := range w.parts {
		if t.key == "" {
			parts = append(parts, t)
			continue
		}
		at := s.find(t.key)
		switch at.source {
		case fromNothing:
			if t.fallback == nil {
				out.never = true
				return out
			}
			parts = append(parts, part{Tok: pattern.Tok{Kind: pattern.Lit, Text: *t.fallback}})
		case fromContext:
			parts = append(parts, part{Tok: pattern.Tok{Kind: pattern.Lit, Text: at.text}})
		case fromText, fromAudience:
			vars[i], dynamic = at, true
			if t.fallback == nil && at.source == fromText {
				out.needs = append(out.needs, at)
			}
			parts = append(parts, t)
		default:
			out.doubt = "the value of ${" + t.key + "} is not known"
			return out
		}
	}
	if dynamic {
		out.vars = vars
		return out
	}
	if f == fold {
		out.lower = pattern.Lower(join(parts))
	}
	out.glob = globOf(parts)
	return out
}

// join is the text of parts without wildcards.
func join(parts []part) string {
	var b strings.Builder
	for _, t := range parts {
		b.WriteString(t.Text)
	}
	return b.String()
}

func globOf(parts []part) globText {
	var g globText
	for _, t := range parts {
		switch t.Kind {
		case pattern.Lit:
			g.add(t.Text)
		case pattern.Star:
			g.star()
		case pattern.Ones:
			g.any()
		}
	}
	return g
}
