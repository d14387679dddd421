package e2e_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/e2e/standin"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// gcloudEnvironment keeps gcloud from asking for what has nothing to do with the
// job.
var gcloudEnvironment = []string{"CLOUDSDK_CORE_DISABLE_USAGE_REPORTING=true", "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK=true", "NO_GCE_CHECK=true"}

// TestGoogle lets the example's pipeline file sign in with gcloud, exchange its
// token and act as the example's service account. Google decides by the
// example's pool provider.
func TestGoogle(t *testing.T) {
	t.Parallel()
	for _, c := range effort.Some(platforms, 1, 1) {
		t.Run(c.platform, func(t *testing.T) {
			t.Parallel()
			testGoogle(t, c)
		})
	}
}

func testGoogle(t *testing.T, c ci) {
	gcloud := program(t, "gcloud")
	n := standin.New(t)
	i := n.Issuer(t, c.issuer)
	example := c.platform + "-google"
	h := providertest.New(t, factory, providertest.Tree(examples, example))
	g := googleOf(t, h, i)
	g.Serve(n)
	job := play{
		ci: c, file: pipeline(t, h, "gcloud run deploy web --source ."), issuer: i, internet: n, programs: map[string]string{"gcloud": gcloud},
		deploy:      `stat -c 'file %a %n' "$GOOGLE_APPLICATION_CREDENTIALS" && gcloud auth print-access-token`,
		environment: gcloudEnvironment,
	}
	r := job.branch(t, c.admitted[0])
	if r.ExitCode != 0 || !strings.Contains(r.Output, standin.AccountToken) {
		t.Errorf("it ended with %d and does not show the token of %s:\n%s", r.ExitCode, g.Account, r.Output)
	}
	kept(t, r.Output)
	exchanged := false
	for _, call := range g.Calls() {
		if call.SubjectToken != "" {
			exchanged = true
			withheld(t, r.Output, call.SubjectToken)
		}
	}
	if !exchanged {
		t.Error("nobody exchanged a token")
	}
	job.refuse(t, func(r refusal) string { return r.google }, standin.AccountToken)
	noStrays(t, n)
}

// googleOf is Google Cloud as an example makes it.
func googleOf(t *testing.T, h *providertest.Harness, i *standin.Issuer) *standin.Google {
	t.Helper()
	plan, err := h.Plan(nil)
	if err != nil {
		t.Fatal(err)
	}
	change := plan.Change("google_iam_workload_identity_pool_provider.ci")
	if change == nil {
		t.Fatalf("no pool provider:\n%s", plan.Output)
	}
	var planned struct {
		Mapping   map[string]string `json:"attribute_mapping"`
		Condition string            `json:"attribute_condition"`
		OIDC      []struct {
			Issuer    string   `json:"issuer_uri"`
			Audiences []string `json:"allowed_audiences"`
		} `json:"oidc"`
	}
	again(t, change.After, &planned)
	if _, err := h.ApplyPlan(plan); err != nil {
		t.Fatal(err)
	}
	var config struct {
		Audience      string `json:"audience"`
		Impersonation string `json:"service_account_impersonation_url"`
	}
	if err := json.Unmarshal([]byte(outputs(t, h)["credential_config"]), &config); err != nil {
		t.Fatal(err)
	}
	_, account, _ := strings.Cut(config.Impersonation, "/serviceAccounts/")
	provider, err := json.Marshal(map[string]any{
		"issuer_uri": planned.OIDC[0].Issuer, "allowed_audiences": planned.OIDC[0].Audiences,
		"attribute_mapping": planned.Mapping, "attribute_condition": planned.Condition,
	})
	if err != nil {
		t.Fatal(err)
	}
	return &standin.Google{Issuer: i, Audience: config.Audience, Provider: string(provider), Account: strings.TrimSuffix(account, ":generateAccessToken")}
}

// again reads a value by way of JSON.
func again(t *testing.T, from, into any) {
	t.Helper()
	text, err := json.Marshal(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}
