package aws

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file reads statements for the rules about their text.

// A statedRule is a statement as the rules that read text see it.
type statedRule struct {
	*rule
	doc    *Document
	shapes [][]shape // of the values, by condition
	views  []view    // by provider
}

// useful reports whether web identities have a use for the statement, whatever its
// conditions.
func (s *statedRule) useful() bool { return slices.Contains(s.allows[:], true) }

// letsIn reports whether the statement lets tokens in that meet its conditions.
func (s *statedRule) letsIn() bool { return !s.deny && s.allows[assume] }

// A statedCondition is one as it stands in a statement.
type statedCondition struct {
	*condition
	statement *statedRule
	i         int
	at        string
}

// A usedCondition has values, and web identities a use for its statement; a
// textCondition compares texts.
type (
	usedCondition struct{ statedCondition }
	textCondition struct{ statedCondition }
)

// A view is a statement as it is for one provider.
type view struct {
	*statedRule
	scope
	issuer lint.Issuer
	asks   []asked // by condition
	closed bool    // a condition never holds
	// subject says whose job it is, where judged: where the issuer signs for strangers
	// too, and it is known how.
	subject platform.TenantKeys
	judged  bool
}

// An entry is a view by which tokens may get in.
type entry struct{ *view }

// A usedKey is one of a used condition that the provider's tokens may have.
type usedKey struct{ *asked }

// An askedAudience compares the audience with texts.
type askedAudience struct{ *asked }

// An asked condition is one as it is for one provider.
type asked struct {
	*condition
	view *view
	place
	at       string
	shapes   []shape
	always   bool // every token has the key
	guarded  bool // another condition asks for the key to be there
	vacuous  bool // it holds for a missing key
	anything bool // it holds for whatever the key may be
}

// A shape is a value as text, with bytes that no text has for wildcards.
type shape struct {
	text   string
	simple bool // without policy variables and doubts
	wild   bool
	blank  bool // nothing but wildcards
	all    bool // it matches every text, or every one that is not empty
	glob   globText
}

const (
	starByte = "\xfe"
	oneByte  = "\xff"
)

func (w *wanted) shape(f family) shape {
	s := shape{simple: w.doubt == ""}
	if f != equals && f != fold && f != like {
		s.text = w.text
		return s
	}
	var b strings.Builder
	stars, rest := 0, 0
	for _, t := range w.parts {
		switch {
		case t.key != "":
			s.simple, s.wild, rest = false, true, rest+1
			b.WriteString(starByte)
		case t.Kind == pattern.Star:
			s.wild, stars = true, stars+1
			b.WriteString(starByte)
		case t.Kind == pattern.Ones:
			s.wild = true
			b.WriteString(oneByte)
		default:
			rest++
			b.WriteString(t.Text)
		}
	}
	s.text = b.String()
	if f == fold {
		s.text = automaton.Lower(s.text)
	}
	if f == like && s.simple {
		s.glob = globOf(w.parts)
	}
	s.blank = s.simple && s.wild && rest == 0
	s.all = s.blank && stars > 0
	return s
}

// head is the fixed text before the first wildcard.
func (s shape) head() string {
	for i := range len(s.text) {
		if s.text[i] >= starByte[0] {
			return s.text[:i]
		}
	}
	return s.text
}

// state reads a statement for each of its providers.
func (r *review) state(of *rule) statedRule {
	s := statedRule{rule: of, doc: r.Document}
	for i := range of.conditions {
		c := &of.conditions[i]
		var shapes []shape
		for j := range c.values {
			shapes = append(shapes, c.values[j].shape(c.family))
		}
		s.shapes = append(s.shapes, shapes)
	}
	providers := of.providers
	if of.anybody != "" && of.allows[assume] {
		for _, issuer := range r.issuers {
			if !slices.ContainsFunc(providers, func(p provider) bool { return p.issuer == issuer }) {
				providers = append(providers[:len(providers):len(providers)], provider{issuer: issuer, partition: "aws", doubt: of.anybody})
			}
		}
	}
	for _, p := range providers[:min(len(providers), maxViews)] {
		s.views = append(s.views, r.see(&s, p))
	}
	return s
}

func (r *review) see(s *statedRule, p provider) view {
	v := view{scope: newScope(p), issuer: r.issuer(p.issuer)}
	v.subject, v.judged = grammarOf(v.issuer)
	for i := range s.conditions {
		c := &s.conditions[i]
		a := asked{condition: c, place: v.find(c.lower), at: conditionAt(s.rule, c), shapes: s.shapes[i]}
		switch {
		case a.source == fromAudience, a.source == fromOriginal, a.claim == "sub":
			a.always = true
		case a.source == fromText && a.claim != identityClaim:
			a.always = v.issuer.Known() && !v.issuer.IsOptional(a.claim)
		}
		a.guarded = slices.ContainsFunc(s.conditions, func(o condition) bool {
			return o.family == presence && o.lower == c.lower && len(o.values) == 1 && o.values[0].text == "false"
		})
		a.vacuous = c.family != presence && (c.ifExists || c.of == forAll)
		a.anything = c.family == like && !c.negated && (a.always || a.vacuous || a.guarded) && slices.ContainsFunc(a.shapes, func(s shape) bool { return s.all })
		if holds, doubt := a.ifMissing(); a.source == fromNothing && !holds && doubt == "" {
			v.closed = true
		}
		v.asks = append(v.asks, a)
	}
	return v
}

// ifMissing is the answer for a missing key, or why nobody knows it.
func (a *asked) ifMissing() (holds bool, doubt string) {
	if a.family != presence {
		return a.missing(len(a.values))
	}
	if len(a.values) == 0 {
		return false, emptyList
	}
	return slices.ContainsFunc(a.values, func(w wanted) bool { return w.text == "true" }), ""
}

// audience reports whether the condition is about whom the token is for.
func (a *asked) audience(v *view) bool {
	if a.source == fromAudience || a.source == fromOriginal {
		return true
	}
	return builtIn[host(v.provider.issuer)] && a.claim == "app_id"
}

// restricts reports whether the condition keeps tokens out by saying what they
// must have.
func (a *asked) restricts() bool {
	switch {
	case a.negated, a.family == presence, a.anything:
		return false
	case a.vacuous && !a.always && !a.guarded:
		return false
	case a.source == fromContext, a.lower == "sts:durationseconds":
		return false
	}
	return true
}

// text reports whether values are compared with a text of the token.
func (a *asked) text() bool {
	return a.family <= like && (a.source == fromText || a.source == fromAudience || a.source == fromOriginal || a.source == fromList)
}

// subjects are what rules look at.
func (r *review) subjects() []any {
	out := []any{r}
	for i := range r.statements {
		s := &r.statements[i]
		out = append(out, s)
		for j := range s.conditions {
			c := statedCondition{&s.conditions[j], s, j, conditionAt(s.rule, &s.conditions[j])}
			if s.useful() && len(c.values) > 0 {
				out = append(out, usedCondition{c})
			}
			if len(s.views) > 0 && c.family <= like {
				out = append(out, textCondition{c})
			}
		}
		for j := range s.views {
			out = append(out, s.views[j].subjects(s)...)
		}
	}
	return out
}

func (v *view) subjects(of *statedRule) []any {
	v.statedRule = of
	out := []any{v}
	// Some issuers that no platform's data is about do end with a slash.
	if url := v.provider.issuer; !strings.Contains(host(url), "://") && (v.issuer.Known() || !strings.HasSuffix(url, "/")) {
		out = append(out, lint.TrustedIssuer{Issuer: v.issuer, At: v.path + ".Principal.Federated"})
	}
	if v.letsIn() && !v.closed {
		out = append(append(out, entry{v}), v.workflows()...)
	}
	for i := range v.asks {
		a := &v.asks[i]
		a.view = v
		if v.useful() && len(a.values) > 0 && a.source != fromNothing {
			out = append(out, usedKey{a})
		}
		if v.allows[assume] && a.source == fromAudience && (a.family == equals || a.family == like) {
			out = append(out, askedAudience{a})
		}
	}
	return out
}

// conditionAt is the place of a condition.
func conditionAt(r *rule, c *condition) string {
	name := "." + c.name
	if c.of != plain {
		name = "[" + strconv.Quote(c.name) + "]"
	}
	return r.path + ".Condition" + name + "[" + problem.Quote(c.key) + "]"
}

// conditionsAt is the place of all conditions, or of the statement that has none.
func conditionsAt(r *rule) string {
	if len(r.conditions) == 0 {
		return r.path
	}
	return r.path + ".Condition"
}
