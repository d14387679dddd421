package provider_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// TestCanaryRotation takes keys through their phases with all logs on: private
// keys are never in what is printed or logged, and they leave the state with the
// phase in which they sign.
func TestCanaryRotation(t *testing.T) {
	t.Parallel()
	log := &providertest.Log{}
	h := providertest.New(t, tracedBy(log), config(`
variable "now" { type = string }
variable "revoke" {
  type      = list(string)
  default   = []
  sensitive = true
}
resource "cioidc_signing_key_rotation" "r" {
  algorithm      = "ES256"
  token_lifetime = "1h"
  rotate_every   = "30d"
  revoke         = var.revoke
  as_of          = var.now
}
output "public" { value = [cioidc_signing_key_rotation.r.jwks_json, cioidc_signing_key_rotation.r.summary, [for k in cioidc_signing_key_rotation.r.keys : k.public_jwk]] }
output "r" {
  value     = cioidc_signing_key_rotation.r
  sensitive = true
}
`), providertest.WithEnv("TF_LOG", "TRACE"))
	var printed strings.Builder
	known := map[string]jwk.Key{} // every private key that ever was, by thumbprint
	forgotten := 0
	step := func(now string, revoke []string) rotationOutputs {
		t.Helper()
		vars := providertest.Vars{"now": now, "revoke": revoke}
		plan, err := h.Plan(vars)
		if err != nil {
			t.Fatal(err)
		}
		result, err := h.ApplyPlan(plan)
		if err != nil {
			t.Fatal(err)
		}
		printed.WriteString(plan.Output + result.Output)
		got := rotationOutput(t, h)
		var held []string
		hold := func(pem string) {
			if pem == "" {
				return
			}
			k, err := jwk.ParsePrivatePEM(pem)
			if err != nil {
				t.Fatal(err)
			}
			known[k.Thumbprint()], held = k, append(held, k.Thumbprint())
		}
		hold(got.Next.PrivatePEM)
		for _, k := range got.Keys {
			if (k.Phase == "retained") != (k.PrivatePEM == "") {
				t.Errorf("%s: %s, and its private key is there: %v", k.KID, k.Phase, k.PrivatePEM != "")
			}
			hold(k.PrivatePEM)
		}
		state := stateText(t, h)
		for thumbprint, k := range known {
			wanted := slices.Contains(held, thumbprint)
			if leaks(state, k) != wanted {
				t.Errorf("%s: the private key %s is in the state: %v, want %v", now, thumbprint, !wanted, wanted)
			}
			if !wanted {
				forgotten++
			}
		}
		return got
	}
	step("2026-01-01T00:00:00Z", []string{})
	turned := step("2026-02-01T00:00:00Z", []string{})
	step("2026-03-05T00:00:00Z", []string{})
	step("2026-03-06T00:00:00Z", []string{turned.SigningKID})
	if len(known) < 4 || forgotten < 3 {
		t.Fatalf("%d keys, %d times one was forgotten: the test looks at nothing", len(known), forgotten)
	}
	misplaced := testKeys().a
	known[misplaced.Thumbprint()] = misplaced
	for _, result := range []func() (providertest.Result, error){
		func() (providertest.Result, error) {
			return h.Apply(providertest.Vars{"now": "no time", "revoke": []string{}})
		},
		func() (providertest.Result, error) {
			return h.Apply(providertest.Vars{"now": "2026-03-07T00:00:00Z", "revoke": []string{"no-kid-of-ours"}})
		},
		func() (providertest.Result, error) {
			return h.Apply(providertest.Vars{"now": "2026-03-07T00:00:00Z", "revoke": []string{misplaced.PrivatePEM()}})
		},
		func() (providertest.Result, error) {
			return h.Import("cioidc_signing_key_rotation.other", "id-of-an-import", providertest.Vars{"now": "2026-03-07T00:00:00Z"})
		},
	} {
		r, err := result()
		if err == nil {
			t.Error("a mistake passes")
			continue
		}
		printed.WriteString(r.Output + err.Error())
	}
	r, err := h.Destroy(providertest.Vars{"now": "2026-03-07T00:00:00Z"})
	if err != nil {
		t.Fatal(err)
	}
	printed.WriteString(r.Output)
	if len(log.String()) == 0 || !strings.Contains(printed.String(), "[TRACE]") {
		t.Error("nothing was logged: the test looks at nothing")
	}
	for thumbprint, k := range known {
		if leaks(printed.String(), k) {
			t.Errorf("the private key %s is in what the CLI printed or logged", thumbprint)
		}
		if leaks(log.String(), k) {
			t.Errorf("the private key %s is in what the provider logged", thumbprint)
		}
	}
}
