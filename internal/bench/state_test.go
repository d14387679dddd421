package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	cioidc "github.com/cioidc/terraform-provider-cioidc/internal/provider"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// TestKeyForms: a plan over what was made is empty, and so is one over more of it
// in a state as it is measured.
func TestKeyForms(t *testing.T) {
	t.Parallel()
	for f, k := range keyForms {
		t.Run(string(f), func(t *testing.T) {
			t.Parallel()
			const made, kept = 2, 5
			h := providertest.New(t, func() (tfprotov6.ProviderServer, error) {
				return providerserver.NewProtocol6WithError(cioidc.New("test")())()
			}, providertest.Config(k.config("cioidc", made)))
			h.ApplyTwiceClean(nil)
			path := filepath.Join(h.Dir(), stateFile)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			state, err := stateFor(text, "cioidc", kept)
			if err != nil {
				t.Fatal(err)
			}
			for name, text := range map[string]string{stateFile: string(state), "main.tf": k.config("cioidc", kept)} {
				if err := write(h.Dir(), name, text); err != nil {
					t.Fatal(err)
				}
			}
			plan, err := h.Plan(nil)
			if err != nil {
				t.Fatal(err)
			}
			if n, err := unchanged(plan.Stdout); n != kept || err != nil || !plan.Empty() {
				t.Errorf("%d resources were read: %v", n, err)
			}
			for _, wrong := range []int{kept - 1, kept + 1} { // what the check is for
				if err := write(h.Dir(), "main.tf", k.config("cioidc", wrong)); err != nil {
					t.Fatal(err)
				}
				if plan, err = h.Plan(nil); err != nil {
					t.Fatal(err)
				}
				if _, err := unchanged(plan.Stdout); err == nil || plan.Empty() {
					t.Errorf("%d of %d are no change", wrong, kept)
				}
			}
		})
	}
}

// TestStateFor: the no-op's state is the same but for names and identities.
func TestStateFor(t *testing.T) {
	state := func(name, instances string) string {
		return `{"resources":[{"instances":[` + instances + `],"provider":"provider[\"registry.opentofu.org/cioidc/` + name + `\"]","type":"` + name + `_signing_key"}],"serial":9007199254740993}`
	}
	text := []byte(state("cioidc", `{"attributes":{"kid":"a"},"identity":{"thumbprint":"t"},"identity_schema_version":0,"index_key":0},{"attributes":{"kid":"b"},"index_key":1}`))
	for local, identity := range map[string]string{"cioidc": `"identity":{"thumbprint":"t"},"identity_schema_version":0,`, "noop": ""} {
		got, err := stateFor(text, local, 3)
		want := state(local, `{"attributes":{"kid":"a"},`+identity+`"index_key":0},{"attributes":{"kid":"b"},"index_key":1},{"attributes":{"kid":"a"},`+identity+`"index_key":2}`)
		if err != nil || string(got) != want {
			t.Errorf("%v\n%s\n%s", err, got, want)
		}
	}
	for _, wrong := range []string{"", `{}`, state("cioidc", ""), state("cioidc", "null"), state("cioidc", "1"), state("aws", "{}")} {
		if _, err := stateFor([]byte(wrong), "noop", 1); err == nil {
			t.Errorf("%s is taken", wrong)
		}
	}
}
