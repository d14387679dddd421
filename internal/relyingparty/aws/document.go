package aws

// A trust policy, read back.

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
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

	text      string // as written
	variables bool   // policy variables are read in it

	rules   []rule
	issuers []string // that are named, sorted
	clauses map[string][]clause
}

var _ proof.Document = (*Document)(nil)

// A clause is a statement as it is for one provider.
type clause struct {
	*rule
	name   string // as messages have it
	doubt  string // why nobody knows whether the statement is about this provider
	checks []check
}

// A check is a condition as it is for one provider.
type check struct {
	*condition
	place
	wants  []want
	broken bool // a variable without value, perhaps: nobody knows whether the statement counts
	// The answer for a key that is there, where its value does not matter.
	fixed    bool
	there    bool
	absent   bool   // the answer for a missing key,
	absentIf string // or why nobody knows it
}

// A want is a value of a condition as it is for one provider.
type want struct {
	*wanted
	never  bool     // it matches nothing
	lost   bool     // a variable in it may have no value, which no claim tells
	doubt  string   // why nobody knows what it matches
	glob   globText // claims and what is in doubt are * in it: it matches nothing else
	bound  bool     // glob is that
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
	named := map[string]bool{}
	for i := range d.rules {
		r := &d.rules[i]
		checks += len(r.providers) * r.comparisons()
		for _, p := range r.providers {
			named[p.issuer] = true
		}
		for j := range r.conditions {
			if issuer := r.conditions[j].issuer(); r.anybody != "" && issuer != "" {
				named[issuer] = true
			}
		}
	}
	d.issuers = slices.Sorted(maps.Keys(named))
	for i := range d.rules {
		if d.rules[i].anybody != "" {
			checks += len(d.issuers) * d.rules[i].comparisons()
		}
	}
	if checks > maxChecks {
		return fmt.Errorf("the policy asks for %d comparisons of a value at a principal, more than the %d that are read", checks, maxChecks)
	}
	for _, issuer := range d.issuers {
		d.clauses[issuer] = d.at(issuer)
	}
	return nil
}

// comparisons counts the values of a statement, and conditions without any.
func (r *rule) comparisons() int {
	n := 0
	for i := range r.conditions {
		n += max(1, len(r.conditions[i].values))
	}
	return n
}

// at lists the statements that are about an issuer's tokens.
func (d *Document) at(issuer string) []clause {
	var out []clause
	for i := range d.rules {
		r := &d.rules[i]
		named := false
		for _, p := range r.providers {
			if p.issuer == issuer {
				out, named = append(out, r.at(p)), true
			}
		}
		if r.anybody != "" && !named {
			out = append(out, r.at(provider{issuer: issuer, partition: "aws", doubt: r.anybody}))
		}
	}
	return out
}

// issuer is that of the condition's key, if it looks like one.
func (c *condition) issuer() string {
	i := strings.LastIndexByte(c.key, ':')
	if i < 0 || strings.Contains(c.key, "://") || !strings.Contains(c.key[:i], ".") {
		return ""
	}
	return "https://" + c.key[:i]
}

func (r *rule) at(p provider) clause {
	c := clause{rule: r, name: r.path, doubt: p.doubt}
	if r.sid != "" {
		c.name += " (Sid " + problem.Quote(r.sid) + ")"
	}
	s := newScope(p)
	for i := range r.conditions {
		c.checks = append(c.checks, r.conditions[i].at(s))
	}
	return c
}

func (c *condition) at(s scope) check {
	k := check{condition: c, place: s.find(c.lower)}
	if c.doubt != "" {
		k.source, k.doubt = fromRequest, c.doubt
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
		k.broken = k.broken || w.lost
		k.wants = append(k.wants, w)
	}
	return k
}

// words is the condition, normalised: the order of its values does not matter.
func (k *check) words() string {
	values := make([]string, len(k.values))
	for i := range k.values {
		values[i] = strconv.Quote(k.values[i].text)
	}
	slices.Sort(values)
	return k.name + " " + k.lower + " " + strings.Join(values, " ")
}

// presence reads the values of Null.
func (k *check) presence() {
	if len(k.values) == 0 {
		k.source, k.doubt = fromRequest, emptyList
		return
	}
	for _, w := range k.values {
		switch w.text {
		case "true":
			k.absent = true
		case "false":
			k.there = true
		default:
			k.source, k.doubt = fromRequest, "AWS does not document Null with other values than true and false"
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
		k.source, k.doubt = fromRequest, emptyList
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
				out.never, out.lost, out.doubt = true, true, ""
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
			parts = append(parts, part{Tok: pattern.Tok{Kind: pattern.Star}})
		default:
			out.doubt = "the value of ${" + t.key + "} is not known"
			out.lost = out.lost || t.fallback == nil
			parts = append(parts, part{Tok: pattern.Tok{Kind: pattern.Star}})
		}
	}
	if dynamic {
		out.vars = vars
	}
	out.bound = f != fold && w.parts != nil && (dynamic || out.doubt != "")
	if f == fold {
		out.lower = automaton.Lower(join(parts))
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
