package aws

// Whether a text is one of the values.

import (
	"encoding/json"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// matches reports whether a text is one of the values. Those that nobody knows
// leave it open only for texts that are like them, unless it is not strict.
func (e *evaluation) matches(k *check, s string, strict bool) proof.Answer {
	out := proof.No
	for i := range k.wants {
		w := &k.wants[i]
		if strict && w.bound && !w.glob.match(s) {
			continue
		}
		switch e.match(k, w, s) {
		case proof.Yes:
			return proof.Yes
		case proof.Unknown:
			out = proof.Unknown
		case proof.No:
		}
	}
	return out
}

func (e *evaluation) match(k *check, w *want, s string) proof.Answer {
	switch {
	case w.doubt != "":
		return proof.Unknown
	case w.never:
		return proof.No
	case k.family == boolean:
		return say(isTrue(s) == w.holds)
	case w.vars != nil:
		return e.substituted(k, w, s)
	case k.family == fold:
		return say(automaton.Lower(s) == w.lower)
	case k.family == equals:
		return say(w.glob.literal() == s)
	}
	return say(w.glob.match(s))
}

// substituted puts claims in and compares. What they bring in stays literal.
func (e *evaluation) substituted(k *check, w *want, s string) proof.Answer {
	parts := make([]part, 0, len(w.parts))
	for i, t := range w.parts {
		if t.key == "" {
			parts = append(parts, t)
			continue
		}
		v, found := t.fallback, absent
		if w.vars[i].source != fromContext && w.vars[i].source != fromNothing {
			var have string
			if have, _, found = e.look(&w.vars[i]); found == text {
				v = &have
			}
		} else if w.vars[i].source == fromContext {
			v = &w.vars[i].text
		}
		switch {
		case found == odd:
			return proof.Unknown
		case v == nil:
			return proof.No
		}
		parts = append(parts, part{Tok: pattern.Tok{Kind: pattern.Lit, Text: *v}})
	}
	if e.hazy {
		return proof.Unknown
	}
	switch k.family {
	case fold:
		return say(automaton.Lower(s) == automaton.Lower(join(parts)))
	case like:
		return say(globOf(parts).match(s))
	default:
		return say(s == join(parts))
	}
}

// list decides for a key with several values. Without a prefix an operator holds
// for no such key.
func (e *evaluation) list(k *check, l []any) proof.Answer {
	if k.family == numeric || k.family == foreign {
		return proof.Unknown
	}
	if k.of == plain {
		if (k.negated || k.ifExists) && !hasText(l) {
			return proof.Unknown
		}
		return proof.No
	}
	if k.family == boolean {
		return proof.Unknown
	}
	some, all := proof.No, proof.Yes
	for _, v := range l {
		a := proof.No
		if s, ok := v.(string); ok {
			a = e.matches(k, s, false)
		}
		some, all = or(some, a), and(all, a)
	}
	switch {
	case k.of == forAll && k.negated:
		return not(some)
	case k.of == forAll:
		return all
	case k.negated:
		return not(all)
	}
	return some
}

// number compares a number.
func (e *evaluation) number(k *check, v any) proof.Answer {
	if k.family != numeric {
		return proof.Unknown
	}
	f, ok := v.(float64)
	if n, isJSON := v.(json.Number); isJSON {
		var err error
		if f, err = n.Float64(); err != nil {
			return proof.Unknown
		}
		ok = true
	}
	if !ok {
		return proof.Unknown
	}
	out := proof.No
	for _, w := range k.wants {
		if w.doubt != "" {
			out = or(out, proof.Unknown)
			continue
		}
		var holds bool
		switch k.compare {
		case "==":
			holds = f == w.number
		case "<":
			holds = f < w.number
		case "<=":
			holds = f <= w.number
		case ">":
			holds = f > w.number
		case ">=":
			holds = f >= w.number
		}
		out = or(out, say(holds))
	}
	if k.negated {
		return not(out)
	}
	return out
}
