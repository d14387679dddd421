package provider_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// TestExampleSelfHostedIssuerRotates: the example as it stands, through a whole
// turn by a test clock, and gone without a trace at the end.
func TestExampleSelfHostedIssuerRotates(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, exampleFactory, exampleSource(t, "self-hosted-issuer"))
	kids := func() []string {
		documents, _ := exampleOutputs(t, h)["documents"].(map[string]any)
		set, _ := documents[".well-known/jwks.json"].(string)
		keys, _, err := jwk.ParseJSON(set)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, k := range keys {
			out = append(out, k.KID())
		}
		return out
	}
	files := func() string {
		m, _ := exampleOutputs(t, h)["semaphore_files"].(map[string]any)
		return strings.Join(slices.Sorted(maps.Keys(m)), " ")
	}
	for _, step := range []struct {
		at    string
		kids  int
		files string
		empty bool
	}{
		{"2026-01-01T00:00:00Z", 2, "1.pem 4102444802.pem", false},
		{"2026-04-01T00:00:00Z", 3, "1.pem 2.pem 4102444803.pem", false},
		{"2026-04-03T00:00:00Z", 2, "2.pem 4102444803.pem", false},
		{"2026-06-30T00:00:00Z", 3, "2.pem 3.pem 4102444804.pem", false},
	} {
		vars := providertest.Vars{"as_of": step.at}
		mustApply(t, h, vars)
		if plan := mustPlan(t, h, vars); !plan.Empty() {
			t.Errorf("%s: the plan after the apply is not empty:\n%s", step.at, plan.Output)
		}
		if got := kids(); len(got) != step.kids || files() != step.files {
			t.Errorf("%s: %d keys in %s", step.at, len(got), files())
		}
	}
	if _, err := h.Destroy(nil); err != nil {
		t.Fatal(err)
	}
	if text := stateText(t, h); strings.Contains(text, "PRIVATE KEY") {
		t.Error("a key is left in the state")
	}
}
