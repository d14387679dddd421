package madeup_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/madeup"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// TestMain makes the one entry in the list that a new relying party takes.
func TestMain(m *testing.M) {
	parties.All = append(parties.All, madeup.Party)
	os.Exit(m.Run())
}

const configuration = `
terraform {
  required_providers { cioidc = { source = "cioidc/cioidc" } }
}

locals {
  key    = jsonencode({ kty = "EC", crv = "P-256", alg = "ES256", kid = "a", x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" }) # RFC 7515, A.3
  main   = provider::cioidc::jobs("semaphore", { organization = "acme", project_ids = ["936a5312-a3b8-4921-8b3f-2cec8baac574"], repositories = ["web"], branches = ["main"] }).jobs
  dev    = provider::cioidc::jobs("semaphore", { organization = "acme", project_ids = ["936a5312-a3b8-4921-8b3f-2cec8baac574"], repositories = ["web"], branches = ["dev"] }).jobs
  policy = provider::cioidc::madeup_federation_policy(local.main, {})
  parts  = { for k, v in local.policy : k => v if startswith(k, "oidc_") }
  claims = { iss = local.policy.oidc_issuer, aud = local.policy.oidc_audience, sub = local.policy.oidc_subject }
}

data "cioidc_madeup_federation_policy" "same" {
  jobs = local.main
}

output "answers" {
  value = {
    function = local.parts
    source   = { for k, v in data.cioidc_madeup_federation_policy.same : k => v if startswith(k, "oidc_") }
    summary  = local.policy.summary
    equal    = provider::cioidc::trust_check({ madeup = local.parts }, { jobs = local.main }).relation
    other    = provider::cioidc::trust_check({ madeup = jsonencode(local.parts) }, { jobs = local.dev })
    admitted = provider::cioidc::madeup_admits(local.parts, local.claims).admitted
    refused  = provider::cioidc::madeup_admits(local.parts, merge(local.claims, { sub = "somebody" }))
    taken    = keys(provider::cioidc::jwks([local.key]).taken_by)
  }
}
`

// TestParty: a relying party that is one package and one entry in the list has its
// function, its data source, its block of trust_check, its admission and the proof of
// what it compiles, in a real CLI.
func TestParty(t *testing.T) {
	h := providertest.New(t, providerserver.NewProtocol6WithError(provider.New("test")()), providertest.Config(configuration))
	if _, err := h.Apply(nil); err != nil {
		t.Fatal(err)
	}
	outputs, err := h.Outputs()
	if err != nil {
		t.Fatal(err)
	}
	var a struct {
		Function, Source map[string]string
		Summary, Equal   string
		Other            struct {
			Relation string
			Wider    string `json:"wider_example"`
			Narrower string `json:"narrower_example"`
		}
		Admitted bool
		Refused  struct {
			Admitted bool
			Reason   string
		}
		Taken []string
	}
	if err := json.Unmarshal(outputs["answers"], &a); err != nil {
		t.Fatal(err)
	}
	if len(a.Function) != 3 || !strings.Contains(a.Function["oidc_subject"], "main") || a.Function["oidc_audience"] != "https://acme.semaphoreci.com" {
		t.Errorf("function: %v", a.Function)
	}
	for name, v := range a.Function {
		if a.Source[name] != v {
			t.Errorf("the data source has %s = %q", name, a.Source[name])
		}
	}
	if !strings.HasPrefix(a.Summary, "Proved") || !strings.Contains(a.Summary, "Madeup federation policy for ") {
		t.Errorf("summary: %s", a.Summary)
	}
	if a.Equal != "equal" || a.Other.Relation != "disjoint" || !strings.Contains(a.Other.Wider, "main") || !strings.Contains(a.Other.Narrower, "dev") {
		t.Errorf("trust_check: %s, %+v", a.Equal, a.Other)
	}
	if !a.Admitted || a.Refused.Admitted || !strings.HasPrefix(a.Refused.Reason, "sub is not ") {
		t.Errorf("admits: %v, %+v", a.Admitted, a.Refused)
	}
	if strings.Join(a.Taken, " ") != "aws azure google madeup vault" {
		t.Errorf("taken_by: %v", a.Taken)
	}
}

// TestPartyOwnsItsAudience: other parties' documents are told that a token for it is not
// for them.
func TestPartyOwnsItsAudience(t *testing.T) {
	vault, _ := parties.Find("vault")
	for audience, want := range map[string]lint.Code{"https://warehouse.example": "CT022", "https://Warehouse.example/": "CT023", "https://vault.example": ""} {
		d, err := vault.Parse(`{"role_type":"jwt","user_claim":"project_id","bound_issuer":"https://gitlab.com","bound_claims":{"project_id":"7"},"bound_audiences":["` + audience + `"]}`)
		if err != nil {
			t.Fatal(err)
		}
		var got lint.Code
		for _, f := range d.Findings() {
			got += f.Code
		}
		if got != want {
			t.Errorf("%s: %q, want %q", audience, got, want)
		}
	}
}

// TestPartyRefuses: what the party cannot say is an error with a code, from the shared
// way to a document.
func TestPartyRefuses(t *testing.T) {
	h := providertest.New(t, providerserver.NewProtocol6WithError(provider.New("test")()), providertest.Config(strings.Replace(configuration, `branches = ["main"]`, `branches = ["release-*"]`, 1)))
	h.PlanFails(nil, "CE202 jobs[0]: Madeup compares whole subjects and takes no patterns")
}

// TestPartyDocs: the pages about it are made of what its package says.
func TestPartyDocs(t *testing.T) {
	h := providertest.New(t, providerserver.NewProtocol6WithError(provider.New("test")()), providertest.Config(configuration))
	if _, err := h.Init(); err != nil {
		t.Fatal(err)
	}
	schema, err := h.Run("providers", "schema", "-json")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Compiles jobs to a federation policy: one whole subject.", "Federation policy of Madeup", "- `accept_unverified` (list of string)", "`madeup` The policy: `oidc_issuer`", "Whether a federation policy of Madeup admits a token"} {
		if !strings.Contains(schema.Stdout, want) {
			t.Errorf("the schema, of which the docs are made, does not have %q", want)
		}
	}
}
