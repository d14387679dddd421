package aws

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT028 in AWS's terms: values and statements that others cover.

var _ = lint.Also("CT028", lint.On(func(r *review) []lint.Finding {
	c := &covering{pairs: maxCompared, searches: maxSearches}
	for i := range r.statements {
		c.lists(&r.statements[i])
	}
	c.statements(r.statements)
	return c.findings
}))

const maxSearches = 64 // comparisons that need an automaton

// covering is one search for what is covered.
type covering struct {
	findings
	pairs    int // that may still be compared
	searches int
}

// searchBudget is for one comparison of two patterns: some 0.2 ms.
var searchBudget = automaton.Budget{Steps: 2_000, Bytes: 1 << 20}

// covers reports whether the outer pattern matches whatever the inner one does.
// false may also mean that it was not found out.
func (r *covering) covers(outer, inner shape) bool {
	if !outer.simple || !inner.simple || r.pairs <= 0 {
		return false
	}
	r.pairs--
	if outer.wild == inner.wild && outer.text == inner.text {
		return true
	}
	if !outer.wild || !strings.HasPrefix(inner.head(), outer.head()) {
		return false
	}
	// A wildcard of the inner pattern stands for characters that the outer one
	// does not name, so only a * of it can take them: without ? that is exact.
	if !strings.Contains(outer.text, oneByte) && !strings.Contains(inner.text, oneByte) {
		return outer.glob.match(inner.text)
	}
	if r.searches--; r.searches < 0 {
		return false
	}
	_, found := automaton.Find([]automaton.Lang{automaton.Globs(inner.glob.seq())}, []automaton.Lang{automaton.Globs(outer.glob.seq())}, nil, searchBudget)
	return found == automaton.Nothing
}

// lists finds loose values among narrow ones.
func (r *covering) lists(s *statedRule) {
	if len(s.views) == 0 {
		return
	}
	for i := range s.conditions {
		c := &s.conditions[i]
		if c.family != like || len(c.values) < 2 {
			continue
		}
		widest := r.widest(s.shapes[i])
		for j, wide := range s.shapes[i] {
			if !widest[j] || r.pairs <= 0 {
				continue
			}
			var covered []string
			for k, narrow := range s.shapes[i] {
				if k != j && r.covers(wide, narrow) {
					covered = append(covered, c.values[k].text)
				}
			}
			if covered == nil {
				continue
			}
			detail := problem.Quote(c.values[j].text) + " covers " + problem.Quote(covered[0])
			if more := len(covered) - 1; more > 0 {
				detail += " and " + strconv.Itoa(more) + " more"
			}
			// Where the list names what is refused, the wide value is the strict one.
			r.add(conditionAt(s.rule, c), c.negated != s.deny, detail+", so it alone decides")
		}
	}
}

// widest marks the patterns that no other covers; of equal ones the first.
func (r *covering) widest(shapes []shape) []bool {
	out := make([]bool, len(shapes))
	for j, s := range shapes {
		out[j] = s.wild
		for k := range shapes {
			if out[j] && k != j && shapes[k].wild && r.covers(shapes[k], s) && (k < j || !r.covers(s, shapes[k])) {
				out[j] = false
			}
		}
	}
	return out
}

// statements finds those that let in whatever another one does. A Deny beside
// another is only stricter.
func (r *covering) statements(all []statedRule) {
	for i := range all {
		a := &all[i]
		if !a.letsIn() || a.anybody != "" || len(a.views) == 0 {
			continue
		}
		for j := range all {
			b := &all[j]
			if i == j || b.deny || b.anybody != "" || len(b.views) == 0 || b.allows != a.allows || !r.coversStatement(a, b) {
				continue
			}
			same := r.coversStatement(b, a)
			switch {
			case same && i > j:
			case same:
				r.add(a.path, true, b.path+" says the same")
			default:
				r.add(a.path, false, "it lets in whatever "+b.path+" does, so the conditions there say nothing")
			}
		}
	}
}

func (r *covering) coversStatement(a, b *statedRule) bool {
	if r.pairs <= 0 {
		return false
	}
	r.pairs--
	for _, p := range b.providers {
		if !slices.ContainsFunc(a.providers, func(q provider) bool { return q.issuer == p.issuer }) {
			return false
		}
	}
	for i := range a.conditions {
		if !r.implied(a, i, b) {
			return false
		}
	}
	return true
}

// implied reports whether a condition of a holds wherever b's conditions do.
func (r *covering) implied(a *statedRule, i int, b *statedRule) bool {
	c := &a.conditions[i]
	for j := range b.conditions {
		o := &b.conditions[j]
		if o.lower != c.lower {
			continue
		}
		if o.name == c.name && slices.Equal(sortedTexts(o), sortedTexts(c)) {
			return true
		}
		exact := func(k *condition) bool {
			return (k.family == equals || k.family == like) && !k.negated && k.of == plain && !k.ifExists && k.doubt == "" && len(k.values) > 0
		}
		if !exact(c) || !exact(o) {
			continue
		}
		if !slices.ContainsFunc(b.shapes[j], func(narrow shape) bool {
			return !slices.ContainsFunc(a.shapes[i], func(wide shape) bool { return r.covers(wide, narrow) })
		}) {
			return true
		}
	}
	return false
}

// sortedTexts are the values of a condition, sorted.
func sortedTexts(c *condition) []string {
	var out []string
	for i := range c.values {
		out = append(out, c.values[i].text)
	}
	slices.Sort(out)
	return out
}
