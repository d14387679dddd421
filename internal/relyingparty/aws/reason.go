package aws

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A sentence is put together in one piece of memory: most refusals are read by
// nobody.
type sentence struct{ strings.Builder }

func (b *sentence) add(texts ...string) {
	for _, t := range texts {
		b.WriteString(t)
	}
}

// quote is problem.Quote, quick for ordinary texts.
func (b *sentence) quote(s string) {
	ordinary := len(s) <= 120
	for i := 0; i < len(s) && ordinary; i++ {
		ordinary = s[i] >= ' ' && s[i] < 0x7f && s[i] != '"' && s[i] != '\\'
	}
	if ordinary {
		b.add(`"`, s, `"`)
	} else {
		b.add(problem.Quote(s))
	}
}

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
	b.Grow(512)
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

// difference says where a text and the value that comes nearest part.
func (k *check) difference(b *sentence, s string) {
	const looked = 100 // of the values of a key
	var best *want
	at := -1
	for i := range min(len(k.wants), looked) {
		w := &k.wants[i]
		if w.doubt != "" || w.never || w.vars != nil {
			continue
		}
		if n := w.goes(k.family, s); n > at {
			best, at = w, n
		}
	}
	if best == nil {
		return
	}
	if len(k.wants) > 1 {
		b.add(" (nearest is ")
		b.quote(best.text)
		b.add(")")
	}
	best.part(b, k.family, s, at)
	if k.family == equals && strings.ContainsAny(best.text, "*?") && newGlobText(best.text).match(s) {
		b.add("; ", k.name, " takes * and ? literally, StringLike does not")
	}
	if k.family != fold && strings.EqualFold(best.text, s) {
		b.add("; values mind case")
	}
}

// goes is how far a text goes with a value, in bytes.
func (w *want) goes(f family, s string) int {
	n := common(w.glob.shownPiece(0), s, f)
	if f != like || !w.glob.stars || n < len(w.glob.pieces[0]) {
		return n
	}
	for _, piece := range w.glob.pieces[1 : len(w.glob.pieces)-1] {
		j := w.glob.index(s[n:], piece)
		if j < 0 {
			return n
		}
		n += j + len(piece)
	}
	return n
}

// common is how many bytes two texts have in common at their beginning, whole
// characters only, as the operator compares them.
func common(wanted, s string, f family) int {
	i, j := 0, 0
	for i < len(s) && j < len(wanted) {
		if s[i] == wanted[j] && s[i] < utf8.RuneSelf {
			i, j = i+1, j+1
			continue
		}
		a, n := utf8.DecodeRuneInString(s[i:])
		b, m := utf8.DecodeRuneInString(wanted[j:])
		if a != b && (f != like || b != '?') && (f != fold || unicode.ToLower(a) != unicode.ToLower(b)) {
			break
		}
		i, j = i+n, j+m
	}
	return i
}

// part says how a text and a value part after the bytes that go with it.
func (w *want) part(b *sentence, f family, s string, at int) {
	if f == like && w.glob.stars && w.glob.fits(w.glob.pieces[0], s) {
		n := len(w.glob.pieces[0])
		i, last := 1, len(w.glob.pieces)-1
		for ; i < last; i++ {
			j := w.glob.index(s[n:], w.glob.pieces[i])
			if j < 0 {
				break
			}
			n += j + len(w.glob.pieces[i])
		}
		if i < last {
			b.add("; it does not have ")
		} else {
			b.add("; it does not end with ")
		}
		b.quote(w.glob.shownPiece(i))
		if n > 0 {
			b.add(" behind character ", strconv.Itoa(utf8.RuneCountInString(s[:n])))
		}
		return
	}
	// As many characters of the value as of the text.
	rest := w.glob.shownPiece(0)
	for range utf8.RuneCountInString(s[:at]) {
		_, n := utf8.DecodeRuneInString(rest)
		rest = rest[n:]
	}
	if f == like && w.glob.stars {
		rest += "*"
	}
	if at == len(s) {
		b.add("; it ends where ")
		b.excerpt(rest)
		b.add(" is wanted")
		return
	}
	b.add("; from character ", strconv.Itoa(utf8.RuneCountInString(s[:at])+1), " on it has ")
	b.excerpt(s[at:])
	if rest == "" {
		b.add(" where the end is wanted")
		return
	}
	b.add(" where ")
	b.excerpt(rest)
	b.add(" is wanted")
}

// excerpt quotes the beginning of a text.
func (b *sentence) excerpt(s string) {
	const length = 24
	n := 0
	for i := range s {
		if n == length {
			b.quote(s[:i])
			b.add("…")
			return
		}
		n++
	}
	b.quote(s)
}

// shownPiece is a piece with ? for what it stands for.
func (g globText) shownPiece(i int) string {
	switch {
	case i >= len(g.pieces):
		return ""
	case !g.ones:
		return g.pieces[i]
	}
	return strings.ReplaceAll(g.pieces[i], "\xff", "?")
}
