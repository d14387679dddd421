package e2e_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/e2e/standin"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// TestAzure lets the example's pipeline file sign in with az as the example's
// application. Entra decides by the example's federated credentials.
func TestAzure(t *testing.T) {
	t.Parallel()
	for _, c := range effort.Some(platforms, 1, 1) {
		t.Run(c.platform, func(t *testing.T) {
			t.Parallel()
			testAzure(t, c)
		})
	}
}

func testAzure(t *testing.T, c ci) {
	az := program(t, "az")
	n := standin.New(t)
	i := n.Issuer(t, c.issuer)
	h := providertest.New(t, factory, providertest.Tree(examples, c.platform+"-azure"))
	plan, err := h.Plan(nil)
	if err != nil {
		t.Fatal(err)
	}
	var credentials []any
	for _, change := range plan.JSON.ResourceChanges {
		if change.Type == "azuread_application_federated_identity_credential" {
			credentials = append(credentials, change.Change.After)
		}
	}
	text, err := json.Marshal(map[string]any{"credentials": credentials})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.ApplyPlan(plan); err != nil {
		t.Fatal(err)
	}
	const tenant = "66666666-7777-4888-9999-aaaaaaaaaaaa" // the examples' default
	e := &standin.Entra{Issuer: i, Tenant: tenant, Client: outputs(t, h)["client_id"], Credentials: string(text)}
	e.Serve(n)
	job := play{
		ci: c, file: outputs(t, h)["pipeline"], issuer: i, internet: n, programs: map[string]string{"az": az},
		environment: []string{"AZURE_CORE_COLLECT_TELEMETRY=false", "AZURE_CORE_ONLY_SHOW_ERRORS=true"},
	}
	r := job.branch(t, "main")
	if r.ExitCode != 0 || !strings.Contains(r.Output, `"tenantId": "`+tenant+`"`) { // az account show
		t.Errorf("it ended with %d and does not show the tenant:\n%s", r.ExitCode, r.Output)
	}
	if calls := e.Calls(); len(calls) == 0 || !calls[0].Admitted {
		t.Errorf("Entra gave no token: %d calls", len(calls))
	} else {
		withheld(t, r.Output, calls[0].Assertion)
	}
	job.refuse(t, func(r refusal) string { return r.azure })
	noStrays(t, n, "azure.microsoft.com:443") // az looks there whether a newer az is to be had
}
