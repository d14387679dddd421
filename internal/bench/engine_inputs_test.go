package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/check"
	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// TestCorpus: every description has a document, and every party some.
func TestCorpus(t *testing.T) {
	all, _, err := compilations()
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]int{}
	for _, c := range all {
		made[c.party.name]++
		made[c.name]++
		if err := c.run(c.pending); err != nil {
			t.Errorf("%s without the proof: %v", c.party.name, err)
		}
	}
	for _, d := range ordinary() {
		if made[d.name()] == 0 {
			t.Errorf("nobody has a document for %s", d.name())
		}
	}
	if made["AWS"] < 20 || made["Vault"] < 20 || made["Google"] < 20 || made["Azure"] < 5 {
		t.Error(made)
	}
}

// TestDecisionCases: the tokens are admitted and refused as they are timed.
func TestDecisionCases(t *testing.T) {
	cases, err := decisionCases()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		for ref, want := range map[string]proof.Answer{branch: proof.Yes, "mainx": proof.No} {
			if d := c.document.Admits(decisionToken(ref)); d.Admitted != want {
				t.Errorf("%s, %s: %s %s", c.name, ref, d.Admitted, d.Reason())
			}
		}
	}
}

// TestGrowingAnswers: what is timed is what was asked for.
func TestGrowingAnswers(t *testing.T) {
	for i, of := range []comparing{manyPatterns, manyBoxes, manySubjects} {
		for short, want := range map[bool]string{false: "equal", true: "narrower"} {
			c, err := of(10, short)
			if err != nil {
				t.Fatal(err)
			}
			if v := proof.Compare(c); v.Relation != want {
				t.Errorf("%d: %s, want %s", i, v.Relation, want)
			}
		}
	}
	all, err := monsters()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		c, err := m.comparison()
		if err != nil {
			t.Fatal(err)
		}
		if v := proof.Compare(c); !slices.Contains([]string{"equal", "unknown"}, v.Relation) {
			t.Errorf("%s: %s", m.name, v.Relation)
		}
	}
}

func TestBrief(t *testing.T) {
	for got, want := range map[string]string{
		brief(0): "–", brief(2.5e-7): "0.25 µs", brief(12.34e-6): "12.3 µs", brief(0.0204): "20.4 ms", brief(0.25): "250 ms", brief(3): "3 s",
		within(10.04e-6, goalDecisionGoogle): "10.0 µs ≤ 10 µs met",
		within(0.3, 200*time.Millisecond):    "300 ms ≤ 200 ms MISSED",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestAudits: every document of the audit can be read, roles of services trust
// no web identity, and the others are what people write: something is found in
// each.
func TestAudits(t *testing.T) {
	for _, a := range audits {
		policy, err := a.of(firstApp)
		if err != nil {
			t.Fatal(err)
		}
		var problems problem.List
		p := check.Read(policy, "policy", &problems)
		if len(problems) > 0 {
			t.Errorf("%s: %s", a.name, problems.Text(""))
			continue
		}
		r := check.Run(p, check.Options{})
		if service := strings.Contains(a.policy, "Service"); r.Applies == service || service == (len(r.Findings) > 0) {
			t.Errorf("%s: applies %v, findings %v", a.name, r.Applies, r.Findings)
		}
	}
	if _, err := audits[0].dynamic(); err != nil {
		t.Error(err)
	}
}

// TestKeyCalls: the keys are as many as they are said to be, none like another,
// and what is timed answers.
func TestKeyCalls(t *testing.T) {
	made, err := madeKeys(jwk.ES256, setKeys) // RSA keys take seconds to make
	if err != nil {
		t.Fatal(err)
	}
	kids := map[string]bool{}
	for _, k := range made {
		kids[k.Thumbprint()] = true
	}
	answer, err := set(t.Context(), tuple(made, jwk.Key.PublicPEM))
	if err != nil || len(kids) != setKeys || strings.Count(answer, `"kid"`) != setKeys || answer != jwk.Set(made) {
		t.Errorf("%d keys are %d in the set: %v", len(kids), strings.Count(answer, `"kid"`), err)
	}
	if made, err = madeKeys(jwk.RS256, 2); err != nil || made[0].Bits() != 2048 || made[0].Thumbprint() == made[1].Thumbprint() {
		t.Fatal(made, err)
	}
	calls, err := setCalls(made)
	if err != nil {
		t.Fatal(err)
	}
	for _, algorithm := range []string{jwk.ES256, jwk.RS256} {
		more, err := turnCalls(algorithm)
		if err != nil {
			t.Fatal(err)
		}
		calls = append(calls, more...)
	}
	for _, c := range calls {
		if err := c.call(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestTurning: nothing is due at one of the moments, and a turn at the other.
func TestTurning(t *testing.T) {
	turn, err := newTurning(jwk.ES256)
	if err != nil {
		t.Fatal(err)
	}
	var problems problem.List
	if turn.settings.Check(&problems); len(problems) > 0 {
		t.Error(problems.Text(""))
	}
	for at, due := range map[time.Time]bool{turn.quiet: false, turn.ready.Add(-time.Second): false, turn.ready: true} {
		change, err := turn.due(at)
		if err != nil || change.Promote != due || change.None() == due {
			t.Errorf("%s: %+v %v", at, change, err)
		}
	}
}
