package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/fakeci"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// TestRotationWithLiveIssuer: what is really published, over HTTPS, holds a key
// back until it is out, and lets it take over then.
func TestRotationWithLiveIssuer(t *testing.T) {
	t.Parallel()
	ci := fakeci.New(t)
	at := func(when string) string {
		return rotating(fmt.Sprintf(`
  token_lifetime = "1h"
  rotate_every   = "30d"
  published_kids = data.cioidc_live_issuer.ci.kids
  as_of          = %q
`, when)) + fmt.Sprintf(`
data "cioidc_live_issuer" "ci" {
  url           = %q
  ca_pem        = %q
  allow_private = true
  required      = false # nothing is there at first
}
`, ci.URL(), ci.CAPEM())
	}
	h := providertest.New(t, factory, config(at("2026-01-01T00:00:00Z")))
	mustApply(t, h, nil)
	serve := func() {
		t.Helper()
		keys, _, err := jwk.ParseJSON(rotationOutput(t, h).JWKS)
		if err != nil {
			t.Fatal(err)
		}
		ci.Serve(keys...)
	}
	step := func(when string) (rotationOutputs, string) {
		t.Helper()
		rewrite(t, h, at(when))
		result, err := h.Apply(nil)
		if err != nil {
			t.Fatal(err)
		}
		return rotationOutput(t, h), providertest.Flatten(result.Output)
	}
	serve()
	if got, _ := step("2026-01-01T01:00:00Z"); got.Keys["k2"].PublishedAt != "2026-01-01T01:00:00Z" {
		t.Errorf("published at %q", got.Keys["k2"].PublishedAt)
	}
	got, _ := step("2026-02-01T00:00:00Z")
	if got.phases() != "k1 retained, k2 signing, k3 standby" || got.Keys["k3"].PublishedAt != "" {
		t.Fatalf("%s, published %s", got.Summary, got.Keys["k3"].PublishedAt)
	}
	// The upload of the set with k3 fails, for months.
	got, output := step("2026-06-01T00:00:00Z")
	if got.SigningKID != got.Keys["k2"].KID || !strings.Contains(output, "it is not among published_kids") {
		t.Errorf("%s: %s", got.Summary, output)
	}
	serve()
	if got, _ = step("2026-06-02T00:00:00Z"); got.SigningKID != got.Keys["k2"].KID || got.Keys["k3"].PublishedAt != "2026-06-02T00:00:00Z" {
		t.Errorf("%s", got.Summary)
	}
	if got, _ = step("2026-06-03T01:00:00Z"); got.SigningKID != got.Keys["k3"].KID {
		t.Errorf("%s", got.Summary)
	}
}
