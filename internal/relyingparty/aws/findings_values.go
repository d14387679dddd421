package aws

// Findings about values and the operators they stand under.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// values judges texts by the operator they stand under: patterns that are none
// (CT005), exact beside pattern conditions (CT008), policy variables (CT009).
func (r *reviewer) values(s *statedRule) {
	if len(s.views) == 0 {
		return
	}
	for i := range s.conditions {
		c := &s.conditions[i]
		if c.family > like {
			continue
		}
		at := conditionAt(s.rule, c)
		r.literalPattern(s, c, at)
		r.exactAndPattern(s, i, at)
		r.variable(c, at)
	}
}

// literalPattern: only audiences, which are often URLs, may hold a ?.
func (r *reviewer) literalPattern(s *statedRule, c *condition, at string) {
	if c.family == like {
		return
	}
	marks := "*?"
	if strings.HasSuffix(c.lower, "aud") {
		marks = "*"
	}
	holds := func(w wanted) bool {
		return slices.ContainsFunc(w.parts, func(t part) bool { return t.key == "" && t.Kind == pattern.Lit && strings.ContainsAny(t.Text, marks) })
	}
	i := slices.IndexFunc(c.values, holds)
	if i < 0 {
		return
	}
	others := slices.ContainsFunc(c.values, func(w wanted) bool { return !holds(w) })
	effect := "it lets nobody in"
	switch {
	case s.deny && c.negated:
		effect = "the Deny excepts nobody for it"
	case s.deny:
		effect = "the Deny refuses nobody for it"
	case c.negated:
		effect = "it keeps nobody out"
	case c.of == forAll || c.ifExists:
		effect = "it lets in only tokens without the key, if any"
	}
	r.add("CT005", at, others && !c.negated && !s.deny, problem.Quote(c.values[i].text)+" is compared as written under "+c.name+", so "+effect)
}

func (r *reviewer) exactAndPattern(s *statedRule, i int, at string) {
	c := &s.conditions[i]
	if c.family != like || c.negated {
		return
	}
	for j := range s.conditions {
		o := &s.conditions[j]
		if o.lower != c.lower || o.negated || o.family != equals && o.family != fold {
			continue
		}
		detail := "both this and " + o.name + " must hold for the key"
		fits := o.family == fold || slices.ContainsFunc(s.shapes[j], func(exact shape) bool {
			return slices.ContainsFunc(s.shapes[i], func(p shape) bool {
				r.pairs--
				return r.pairs < 0 || !exact.simple || !p.simple || p.glob.match(exact.text)
			})
		})
		switch {
		case !fits:
			detail += ", and no value of one fits the other, so the statement is about nobody"
		default:
			detail += ", so the exact values decide and the patterns add none"
		}
		r.add("CT008", at, false, detail)
		return
	}
}

func (r *reviewer) variable(c *condition, at string) {
	for i := range c.values {
		w := &c.values[i]
		shown := problem.Quote(w.text)
		switch j := slices.IndexFunc(w.parts, func(t part) bool { return t.key != "" }); {
		case j >= 0:
			r.add("CT009", at, false, "${"+bare(w.parts[j].key)+"} in "+shown+" is put in from the request, so the policy alone does not say what fits")
		case w.doubt == unknownDollar, w.doubt == escapedEquals:
			r.add("CT009", at, false, w.doubt+": "+shown)
		case !r.variables && strings.Contains(w.text, "${"):
			r.add("CT009", at, false, "without \"Version\": \"2012-10-17\" the ${ in "+shown+" is text, and no token has it")
		default:
			continue
		}
		return
	}
}
