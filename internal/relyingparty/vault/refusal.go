package vault

// Why a token is refused, in words.

import (
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A refusal collects every reason, unspoken.
type refusal []func() string

// add is a further reason.
func (r *refusal) add(why func() string) { *r = append(*r, why) }

func (r refusal) text() string {
	var parts []string
	for _, why := range r {
		parts = append(parts, why())
	}
	return strings.Join(parts, "; ")
}

// shown is what came.
func shown(v any) string {
	switch v := v.(type) {
	case nil:
		return "it is missing"
	case string:
		return "came " + problem.Quote(v)
	case []any, map[string]any:
		return "came " + relyingparty.Shown(v)
	default:
		return "came " + relyingparty.JSON(v, "") + " (" + value.TypeOf(v) + ")"
	}
}

// came is what came and what was wanted, and for texts where they part from the
// nearest.
func came(v any, wanted ...string) string {
	out := shown(v) + ", wanted " + quoteAll(wanted)
	s, ok := v.(string)
	if !ok || len(wanted) == 0 {
		return out
	}
	best, at := "", -1
	for _, w := range wanted {
		if n := relyingparty.Agree(w, s); n > at {
			best, at = w, n
		}
	}
	return out + " (" + relyingparty.Parting(s, best, at) + ")"
}

func quoteAll(texts []string) string {
	if len(texts) == 1 {
		return problem.Quote(texts[0])
	}
	return "one of " + problem.QuoteAll(texts)
}

// differs says why a bound claim does not match.
func (b *bound) differs(v any, glob bool) string {
	const converts = " (Vault converts nothing: a string is no bool and no number)"
	name := strconv.Quote(b.text)
	switch {
	case v == nil:
		return "claim " + name + " is missing, wanted " + b.wants()
	case isObject(v):
		return "received claim is not a string, bool, int or list: claim " + name + " is an object"
	case b.broken:
		return "bound claim is not a string, bool, int or list: " + name + " is " + value.TypeOf(b.raw) + " in the role"
	}
	out := "claim " + name + " does not match any associated bound claim values: " + shown(v) + ", wanted " + b.wants()
	s, ok := v.(string)
	if !ok {
		return out + converts
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
		if n := relyingparty.Agree(text, s); n > at {
			best, at = i, n
		}
	}
	switch {
	case best < 0:
		return out + converts
	case glob && len(b.parts[best]) > 1 && at == len(b.parts[best][0]):
		return out + " (it matches as far as the first *)"
	}
	text, _ := b.values[best].(string)
	return out + " (" + relyingparty.Parting(s, text, at) + ")"
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
