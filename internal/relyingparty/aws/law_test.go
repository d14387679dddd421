package aws

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

// eval is the symbolic answer.
func eval(trusts []proof.Trust, c proof.Claims) proof.Answer {
	out := proof.No
	for _, t := range trusts {
		if t.Issuer != c["iss"] {
			continue
		}
		switch t.When.Eval(c) {
		case proof.Holds:
			return proof.Yes
		case proof.ValueUnknown:
			out = proof.Unknown
		case proof.Fails, proof.ValueError:
		}
	}
	return out
}

// checkLaw holds the symbolic reading against the evaluator for one token. A
// policy variable that is a claim is open to the first, so the evaluator must say
// the same once it leaves it open too, and may know more otherwise.
func checkLaw(t *testing.T, d *Document, trusts []proof.Trust, c proof.Claims) proof.Answer {
	t.Helper()
	full, hazy := d.Admits(c), d.decide(c, true)
	if full.Reason() == "" || hazy.Reason() == "" {
		t.Errorf("no reason for %v", full)
	}
	if hazy.Admitted != proof.Unknown && hazy.Admitted != full.Admitted {
		t.Errorf("with open variables %v (%s), else %v (%s)", hazy.Admitted, hazy.Reason(), full.Admitted, full.Reason())
	}
	iss, _ := c["iss"].(string)
	if !slices.Contains(d.issuers, iss) {
		// Only principals that nobody can tell may be about such an issuer.
		if full.Admitted == proof.Yes {
			t.Errorf("admits an issuer that no principal names: %s", full.Reason())
		}
		return full.Admitted
	}
	if got := eval(trusts, c); got != hazy.Admitted {
		t.Errorf("symbolic %v, evaluated %v (%s)", got, hazy.Admitted, hazy.Reason())
	}
	return full.Admitted
}

// TestLaw8: for random policies and tokens the condition of Trusts and Admits
// agree in all three values.
func TestLaw8(t *testing.T) {
	policies := effort.Rounds(500, 2_000, 8_000, 400_000)
	d := drawer{rand.New(rand.NewPCG(8, 1))}
	var counts [3]int
	for range policies {
		policy := d.policy()
		doc, err := Parse(policy)
		if err != nil {
			t.Fatalf("%v\n%s", err, policy)
		}
		if d.chance(10) {
			doc.ClientIDs = map[string][]string{"https://gitlab.com": {"a", "ab", "b", "k", ""}}
		}
		trusts := doc.Trusts()
		for range 8 {
			c := d.token()
			counts[checkLaw(t, doc, trusts, c)]++
			if t.Failed() {
				token, _ := json.Marshal(c)
				t.Fatalf("%s\n%s", policy, token)
			}
		}
	}
	t.Logf("no %d, yes %d, unknown %d", counts[proof.No], counts[proof.Yes], counts[proof.Unknown])
	if counts[proof.Yes] < policies/4 || counts[proof.Unknown] < policies/4 {
		t.Errorf("the pairs are too much alike: %v", counts)
	}
}
