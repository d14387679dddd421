package aws

// One condition, decided.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// check decides one condition.
func (e *evaluation) check(k *check) proof.Answer {
	if k.settled() {
		return say(k.there)
	}
	s, l, found := e.look(&k.place)
	var out proof.Answer
	switch {
	case found == odd:
		return proof.Unknown
	case found == absent && k.absentIf != "":
		return proof.Unknown
	case found == absent:
		out = say(k.absent)
	case k.fixed:
		out = e.presence(k, found, l)
	case found == list:
		out = e.list(k, l)
	case found == amount:
		out = e.number(k, l[0])
	case k.family == numeric || k.family == foreign:
		return proof.Unknown
	default:
		out = e.text(k, s)
	}
	if out != proof.No && e.invalid(k) {
		return proof.Unknown
	}
	return out
}

// invalid reports that a variable of the condition has no value.
func (e *evaluation) invalid(k *check) bool {
	if k.broken {
		return true
	}
	for i := range k.wants {
		for j := range k.wants[i].needs {
			if _, ok := e.c[k.wants[i].needs[j].claim]; !ok {
				return true
			}
		}
	}
	return false
}

// presence decides a condition that only asks whether the key is there. Nobody
// knows whether a list without texts is.
func (e *evaluation) presence(k *check, found state, l []any) proof.Answer {
	if found == list && !hasText(l) {
		return proof.Unknown
	}
	return say(k.there)
}

func hasText(l []any) bool {
	return slices.ContainsFunc(l, func(v any) bool { _, ok := v.(string); return ok })
}

// text decides for one text. AWS's pages say both that an empty one is a value
// and that it is none to operators for several values.
func (e *evaluation) text(k *check, s string) proof.Answer {
	out := e.matches(k, s, true)
	if k.negated {
		out = not(out)
	}
	if s == "" {
		switch k.of {
		case forAll:
			out = or(out, proof.Unknown)
		case forAny:
			out = and(out, proof.Unknown)
		case plain:
		}
	}
	return out
}
