package vault

import (
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A refusal collects every reason.
type refusal struct{ text []byte }

// add begins a further reason.
func (r *refusal) add(texts ...string) {
	if r.text == nil {
		r.text = make([]byte, 0, 512)
	} else {
		r.text = append(r.text, "; "...)
	}
	for _, t := range texts {
		r.text = append(r.text, t...)
	}
}

func (r *refusal) say(texts ...string) {
	for _, t := range texts {
		r.text = append(r.text, t...)
	}
}

// quote is problem.Quote without a copy.
func (r *refusal) quote(s string) {
	const long = 120
	if len(s) > long {
		r.say(problem.Quote(s))
		return
	}
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			r.text = strconv.AppendQuote(r.text, s)
			return
		}
	}
	// A refusal is much of the work of a decision, and most texts are plain.
	r.text = append(append(append(r.text, '"'), s...), '"')
}

// value shows what came.
func (r *refusal) value(v any) {
	switch v := v.(type) {
	case nil:
		r.say("it is missing")
	case string:
		r.say("came ")
		r.quote(v)
	case []any, map[string]any:
		text := relyingparty.JSON(v, "")
		const shown = 200
		if len(text) > shown {
			text = strings.ToValidUTF8(text[:shown], "") + "…"
		}
		r.say("came ", text)
	default:
		r.say("came ", relyingparty.JSON(v, ""), " (", value.TypeOf(v), ")")
	}
}

// came shows what came and what was wanted, and for texts where they part from
// the nearest.
func (r *refusal) came(v any, wanted ...string) {
	r.value(v)
	r.say(", wanted ")
	if len(wanted) == 1 {
		r.quote(wanted[0])
	} else {
		r.say(quoteAll(wanted))
	}
	if s, ok := v.(string); ok && len(wanted) > 0 {
		best, at := "", -1
		for _, w := range wanted {
			if n := common(w, s); n > at {
				best, at = w, n
			}
		}
		r.parts(s, best, at)
	}
}

// parts says where a text and the nearest wanted one differ.
func (r *refusal) parts(came, wanted string, at int) {
	r.say(" (they differ from byte ")
	r.text = strconv.AppendInt(r.text, int64(at)+1, 10)
	r.say(" on: ")
	r.rest(came, at)
	r.say(", wanted ")
	r.rest(wanted, at)
	r.say(")")
}

func quoteAll(texts []string) string {
	if len(texts) == 1 {
		return problem.Quote(texts[0])
	}
	return "one of " + problem.QuoteAll(texts)
}

// common is the length of what both begin with, not inside a character.
func common(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	for n > 0 && (n < len(a) && a[n]&0xC0 == 0x80 || n < len(b) && b[n]&0xC0 == 0x80) {
		n--
	}
	return n
}

func (r *refusal) rest(s string, at int) {
	const shown = 24
	switch s = s[min(at, len(s)):]; {
	case s == "":
		r.say("the end")
	case len(s) <= shown:
		r.quote(s)
	default:
		r.quote(strings.ToValidUTF8(s[:shown], ""))
		r.say("…")
	}
}

// addBound says why a bound claim does not match.
func (r *refusal) addBound(b *bound, v any, glob bool) {
	r.add("error validating claims: ")
	name := b.quoted
	switch {
	case v == nil:
		r.say("claim ", name, " is missing, wanted ", b.wanted)
		return
	case isObject(v):
		r.say("received claim is not a string, bool, int or list: claim ", name, " is an object")
		return
	case b.broken:
		r.say("bound claim is not a string, bool, int or list: ", name, " is ", value.TypeOf(b.raw), " in the role")
		return
	}
	r.say("claim ", name, " does not match any associated bound claim values: ")
	r.value(v)
	r.say(", wanted ", b.wanted)
	s, ok := v.(string)
	if !ok {
		r.say(" (Vault converts nothing: a string is no bool and no number)")
		return
	}
	best, at := -1, -1
	for i, w := range b.values {
		text, ok := w.(string)
		if !ok {
			continue
		}
		if glob {
			text = b.parts[i][0]
		}
		if n := common(text, s); n > at {
			best, at = i, n
		}
	}
	switch {
	case best < 0:
		r.say(" (Vault converts nothing: a string is no bool and no number)")
	case glob && len(b.parts[best]) > 1 && at == len(b.parts[best][0]):
		r.say(" (it matches as far as the first *)")
	default:
		text, _ := b.values[best].(string)
		r.parts(s, text, at)
	}
}

func isObject(v any) bool {
	_, ok := v.(map[string]any)
	return ok
}

// wants spells the values of a bound claim.
func (b *bound) wants() string {
	texts := make([]string, 0, len(b.values))
	for _, v := range b.values {
		s, ok := v.(string)
		if !ok {
			return relyingparty.JSON(b.raw, "")
		}
		texts = append(texts, s)
	}
	switch {
	case b.broken:
		return value.TypeOf(b.raw)
	case len(texts) == 0:
		return "one of an empty list"
	}
	return quoteAll(texts)
}
