package aws

// Whether the statements allow an action.

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// action decides whether the statements allow an action, and says why.
func (e *evaluation) action(clauses []clause, action int) (proof.Answer, reason) {
	allowed, denied := proof.No, proof.No
	var allow, deny *clause // the first that are the answer
	for i := range clauses {
		k := &clauses[i]
		if !k.allows[action] || k.deny && denied == proof.Yes || !k.deny && allowed == proof.Yes {
			continue
		}
		a := e.clause(k)
		switch {
		case a == proof.No:
		case k.deny:
			if or(denied, a) != denied {
				deny = k
			}
			denied = or(denied, a)
		default:
			if or(allowed, a) != allowed {
				allow = k
			}
			allowed = or(allowed, a)
		}
	}
	switch {
	case denied == proof.Yes:
		return proof.No, func() string { return deny.name + " denies it: " + e.because(deny) }
	case allowed == proof.No:
		return proof.No, func() string { return e.refusal(clauses, action) }
	case allowed == proof.Unknown:
		return proof.Unknown, func() string { return allow.name + ": " + e.open(allow) }
	case denied == proof.Unknown:
		return proof.Unknown, func() string { return deny.name + " may deny it: " + e.open(deny) }
	}
	return proof.Yes, func() string { return allow.name + " allows it" }
}

func (e *evaluation) clause(k *clause) proof.Answer {
	out := proof.Yes
	if k.doubt != "" {
		out = proof.Unknown
	}
	for i := range k.checks {
		if out = and(out, e.check(&k.checks[i])); out == proof.No {
			return out
		}
	}
	return out
}
