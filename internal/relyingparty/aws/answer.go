package aws

// Answers in three values, joined.

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// Three-valued logic: what nobody knows counts only where it decides.
func and(a, b proof.Answer) proof.Answer {
	switch {
	case a == proof.No || b == proof.No:
		return proof.No
	case a == proof.Yes:
		return b
	}
	return a
}

func not(a proof.Answer) proof.Answer {
	switch a {
	case proof.Yes:
		return proof.No
	case proof.No:
		return proof.Yes
	case proof.Unknown:
	}
	return proof.Unknown
}

func or(a, b proof.Answer) proof.Answer { return not(and(not(a), not(b))) }

func say(yes bool) proof.Answer {
	if yes {
		return proof.Yes
	}
	return proof.No
}
