package aws

// Why a token is refused, in words.

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A sentence is put together piece by piece.
type sentence struct{ strings.Builder }

func (b *sentence) add(texts ...string) {
	for _, t := range texts {
		b.WriteString(t)
	}
}

func (b *sentence) quote(s string) { b.add(problem.Quote(s)) }

// noIssuer says that no statement is about the token's issuer.
func (d *Document) noIssuer(c proof.Claims) string {
	who := "no statement trusts any issuer of web identities"
	if len(d.issuers) > 0 {
		who = "the policy trusts " + problem.QuoteAll(d.issuers)
	}
	v, ok := c["iss"]
	if !ok {
		return "the token has no iss; " + who
	}
	return "no statement trusts the issuer " + shown(v) + "; " + who
}

// shown quotes a claim.
func shown(v any) string {
	if s, ok := v.(string); ok {
		return problem.Quote(s)
	}
	if l, ok := v.([]any); ok {
		var texts []string
		for _, e := range l {
			s, ok := e.(string)
			if !ok {
				return "a list"
			}
			texts = append(texts, s)
		}
		return "[" + problem.QuoteAll(texts) + "]"
	}
	switch v.(type) {
	case nil, bool, map[string]any:
		return value.TypeOf(v)
	}
	return fmt.Sprint(v)
}

func severalAudiences(aud []any) string {
	switch {
	case len(aud) == 0:
		return "aud is an empty list, and STS wants an audience"
	case len(aud) == 1:
		return "aud is a list of something else than a text"
	}
	return "the token has " + strconv.Itoa(len(aud)) + " audiences " + shown(aud) + " and no azp, and STS takes no such token"
}

func notClient(audience string, allowed []string) string {
	return "the OIDC provider does not list the audience " + problem.Quote(audience) + " among its client ids; it lists " + problem.QuoteAll(allowed)
}

// because says why a statement matches.
func (e *evaluation) because(k *clause) string {
	for i := range k.checks {
		c := &k.checks[i]
		if _, _, found := e.look(&c.place); found == text && !c.fixed {
			var b sentence
			e.describe(&b, c, true)
			return b.String()
		}
	}
	if len(k.checks) == 0 {
		return "it has no condition"
	}
	return "all its conditions hold"
}

// open says which condition nobody knows.
func (e *evaluation) open(k *clause) string {
	for i := range k.checks {
		c := &k.checks[i]
		if e.check(c) == proof.Unknown {
			return c.name + " on " + bare(c.key) + " is not decided: " + e.doubtOf(c)
		}
	}
	return k.doubt
}

func (e *evaluation) doubtOf(k *check) string {
	s, l, found := e.look(&k.place)
	switch {
	case k.source == fromRequest || k.source == fromDoubt || k.source == fromOriginal && found == odd && k.doubt != "":
		return k.doubt
	case found == odd:
		return "AWS does not document what becomes of a claim that is " + value.TypeOf(e.c[k.claimName()])
	case found == absent && k.absentIf != "":
		return k.absentIf
	case found == list && (k.of == plain || k.fixed):
		return "AWS does not document whether a key with no value is there"
	case (k.family == numeric) != (found == amount), k.family == foreign, k.family == boolean && found == list:
		return "AWS does not document how " + k.name + " takes " + shown(e.raw(k))
	case e.invalid(k):
		return invalid
	}
	for i := range k.wants {
		if k.wants[i].doubt != "" {
			return k.wants[i].doubt
		}
	}
	if s == "" && len(l) == 0 {
		return emptyText
	}
	return "a policy variable in it has a value that is no text"
}

func (k *check) claimName() string {
	switch k.source {
	case fromAudience, fromOriginal:
		return "aud"
	default:
		return k.claim
	}
}

func (e *evaluation) raw(k *check) any {
	if s, _, found := e.look(&k.place); found == text {
		return s
	}
	return e.c[k.claimName()]
}

// refusal says why no statement allows an action: by the one that comes nearest.
func (e *evaluation) refusal(clauses []clause, action int) string {
	var best *clause
	var failing *check
	least, others := 0, -1
	for i := range clauses {
		k := &clauses[i]
		if k.deny || !k.allows[action] {
			continue
		}
		others++
		fails := 0
		var first *check
		for j := range k.checks {
			if e.check(&k.checks[j]) != proof.No {
				continue
			}
			if first == nil {
				first = &k.checks[j]
			}
			if fails++; best != nil && fails >= least {
				break
			}
		}
		if best == nil || fails < least {
			best, failing, least = k, first, fails
		}
	}
	if best == nil {
		return "no statement about this issuer allows " + actionNames[action]
	}
	var b sentence
	b.add(best.name, ": ")
	e.describe(&b, failing, false)
	if least > 1 {
		b.add("; ", count(least-1, "more condition"), " of it ", plural(least-1, "does", "do"), " not hold")
	}
	if others > 0 {
		b.add("; ", count(others, "other statement"), " ", plural(others, "does", "do"), " not allow it either")
	}
	return b.String()
}

func count(n int, what string) string { return strconv.Itoa(n) + " " + plural(n, what, what+"s") }

func plural(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// describe says what a condition wanted and what came.
func (e *evaluation) describe(b *sentence, k *check, holds bool) {
	s, l, found := e.look(&k.place)
	switch {
	case k.family == presence && k.there:
		b.add(k.name, " wants ", bare(k.key), " to be there, but ", e.whyMissing(k))
	case k.family == presence:
		b.add(k.name, " wants ", bare(k.key), " to be missing, but the token has it")
	case len(k.values) == 0:
		b.add(k.name, " on ", bare(k.key), " has no values, so it never holds")
	case found == absent:
		b.wish(k)
		b.add(", but ", e.whyMissing(k))
	case k.source == fromList && k.of == plain:
		b.add(bare(k.key), " can have several values, and ", k.name, " without ForAllValues: or ForAnyValue: never holds for such a key")
	case found == list:
		b.wish(k)
		b.add(", but it is ", shown(l))
	case found == amount:
		b.wish(k)
		b.add(", but it is ", fmt.Sprint(l[0]))
	case holds:
		b.wish(k)
		b.add(", and it is ")
		b.quote(s)
	default:
		b.wish(k)
		b.add(", but it is ")
		b.quote(s)
		e.differ(b, k, s)
	}
}

// differ says why a text is not what a condition wants.
func (e *evaluation) differ(b *sentence, k *check, s string) {
	if !k.negated {
		if k.family <= like {
			k.difference(b, s)
		}
		return
	}
	for i := range k.wants {
		if len(k.wants) > 1 && e.match(k, &k.wants[i], s) == proof.Yes {
			if k.family == like {
				b.add(", which matches ")
			} else {
				b.add(", which is ")
			}
			b.quote(k.wants[i].text)
			return
		}
	}
}

// wish writes what the condition wants, at most so many values.
func (b *sentence) wish(k *check) {
	const most = 8
	b.add(k.name, " wants ", bare(k.key))
	switch {
	case k.negated:
		b.add(" not to be ")
	case k.compare != "" && k.compare != "==":
		b.add(" to be ", k.compare, " ")
	default:
		b.add(" to be ")
	}
	if len(k.values) > 1 {
		b.add("one of ")
	}
	for i := range k.values {
		if i > 0 {
			b.add(", ")
		}
		if i == most {
			b.add("… (", strconv.Itoa(len(k.values)), " in all)")
			return
		}
		b.quote(k.values[i].text)
	}
}

// whyMissing says why the request does not have a key.
func (e *evaluation) whyMissing(k *check) string {
	if k.source != fromNothing {
		return "the token has no claim " + bare(k.claimName())
	}
	issuer, _ := e.c["iss"].(string)
	prefix := strings.ToLower(host(issuer)) + ":"
	switch {
	case strings.HasPrefix(k.lower, prefix):
		return "AWS makes no condition key of the claim " + bare(k.lower[len(prefix):]) + " of this issuer, so the key is always missing"
	case strings.HasPrefix(k.lower, "aws:"):
		return "the key is always missing when trust is decided"
	}
	return "the key does not belong to the token's issuer " + problem.Quote(issuer) + ", so it is always missing"
}
