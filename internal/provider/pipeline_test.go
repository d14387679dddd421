package provider_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

const pipelineJobs = `
locals {
  jobs = provider::cioidc::jobs("circleci", {
    name            = "deploy web"
    organization_id = "01234567-89ab-4def-8123-4567890abcde"
    project_ids     = ["76543210-ba98-4edc-8210-edcba0987654"]
    repositories    = ["github.com/my-org/web"]
    branches        = ["main"]
  })
}
`

// TestPipelineForms: the same pipeline from an object, a map, a list that is a set
// and a module's variable, and the order of lists does not matter.
func TestPipelineForms(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(pipelineJobs+`
variable "options" { type = map(string) }
variable "any" { type = any }
locals {
  base = { jobs = local.jobs.jobs, audiences = null }
  all = [
    provider::cioidc::pipeline("circleci", "vault", { jobs = local.jobs.jobs, address = "https://v.example.com", role = "deploy" }),
    provider::cioidc::pipeline("circleci", "vault", merge(local.base, var.options)),
    provider::cioidc::pipeline("circleci", "vault", merge(local.base, var.any)),
    provider::cioidc::pipeline("circleci", "vault", merge(var.any, { commands = null, secrets = {} })),
  ]
}
output "distinct" { value = length(distinct([for p in local.all : p.yaml])) }
output "steps" { value = local.all[0].steps }
output "environment" { value = local.all[0].environment }
output "warnings" { value = local.all[0].warnings }
output "can" { value = can(provider::cioidc::pipeline("circleci", "vault", {})) }
`))
	h.ApplyTwiceClean(providertest.Vars{
		"options": map[string]any{"address": "https://v.example.com", "role": "deploy"},
		"any":     map[string]any{"address": "https://v.example.com", "role": "deploy"},
	})
	var got struct {
		Distinct    int
		Steps       []string
		Environment map[string]string
		Warnings    []string
		Can         bool
	}
	outputs(t, h, &got)
	if got.Distinct != 1 || got.Can || got.Environment["VAULT_ADDR"] != "https://v.example.com" || len(got.Warnings) != 0 {
		t.Errorf("%+v", got)
	}
	if !slices.Contains(got.Steps, "export VAULT_TOKEN") || !strings.Contains(strings.Join(got.Steps, "\n"), `"$CIRCLE_OIDC_TOKEN_V2" | vault write`) {
		t.Errorf("%q", got.Steps)
	}
}

// TestPipelineKnownLater: what hangs on a role that is still to be made is
// unknown, the rest is known at plan, mistakes beside it are found, and the apply
// agrees with the plan.
func TestPipelineKnownLater(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(pipelineJobs+`
resource "terraform_data" "arn" { input = "arn:aws:iam::123456789012:role/deploy" }
resource "terraform_data" "region" { input = "eu-central-1" }
resource "terraform_data" "jobs" { input = local.jobs.jobs }
locals {
  a = provider::cioidc::pipeline("circleci", "aws", { jobs = local.jobs.jobs, role_arn = terraform_data.arn.output, region = "eu-central-1" })
  b = provider::cioidc::pipeline("circleci", "aws", { role_arn = "arn:aws:iam::123456789012:role/deploy", region = terraform_data.region.output })
  c = provider::cioidc::pipeline("circleci", "aws", { jobs = terraform_data.jobs.output, role_arn = "arn:aws:iam::123456789012:role/deploy" })
}
output "yaml" { value = local.a.yaml }
output "first" { value = local.a.steps[0] }
output "count" { value = length(local.a.steps) }
output "region" { value = local.a.environment["AWS_REGION"] }
output "arn" { value = local.a.environment["AWS_ROLE_ARN"] }
output "warnings" { value = local.a.warnings }
output "maybe" { value = local.b.steps }
output "described_later" { value = local.c.steps }
output "described_later_environment" { value = local.c.environment }
resource "terraform_data" "each" {
  for_each = local.a.environment
  input    = each.value
}
`))
	plan := mustPlan(t, h, nil)
	for name, known := range map[string]bool{
		"yaml": false, "first": true, "count": true, "region": true, "arn": false, "warnings": true, "maybe": false, "described_later": false, "described_later_environment": true,
	} {
		if c := plan.JSON.OutputChanges[name]; c == nil || (c.After != nil) != known {
			t.Errorf("output %s: known is %v, want %v", name, !known, known)
		}
	}
	h.ApplyTwiceClean(nil)
	providertest.New(t, factory, config(`
resource "terraform_data" "u" { input = "arn:aws:iam::123456789012:role/deploy" }
output "x" { value = provider::cioidc::pipeline("semaphore", "aws", { role_arn = terraform_data.u.output, regoin = "x" }).yaml }
`)).PlanFails(nil, `CE101 options: there is no option "regoin". Did you mean "region"?`)
}

// TestPipelineRefused: errors stand alone, name both sides and the description,
// and show neither tokens nor keys.
func TestPipelineRefused(t *testing.T) {
	t.Parallel()
	a := testKeys().a
	signed := a.PrivatePEM()
	for name, c := range map[string]struct{ call, text, want string }{
		"platform":    {`provider::cioidc::pipeline("semafore", "aws", {})`, "", `CE101 platform: there is no pipeline of "semafore". Did you mean "semaphore"?`},
		"party":       {`provider::cioidc::pipeline("semaphore", "amazon", {})`, "", `CE101 relying_party: there is no pipeline for "amazon"`},
		"nothing":     {`provider::cioidc::pipeline("semaphore", "aws", {})`, "", "CE103 options.role_arn: must be said for AWS"},
		"no object":   {`provider::cioidc::pipeline("semaphore", "aws", "x")`, "", "CE102 options: an object is wanted, got a string"},
		"no jobs":     {`provider::cioidc::pipeline("semaphore", "vault", { jobs = "x", address = "https://v.example.com", role = "r" })`, "", "CE107 options.jobs: a list of jobs is wanted"},
		"version":     {`provider::cioidc::pipeline("circleci", "vault", { jobs = local.jobs.jobs, address = "https://v.example.com", role = "r", token_version = "v1" })`, "", `CE112 options.token_version: the description says that the jobs present v2 (CIRCLE_OIDC_TOKEN_V2), and options.token_version is v1 (CIRCLE_OIDC_TOKEN). Say the same in both, or token_version = "any" in the description`},
		"audience":    {`provider::cioidc::pipeline("circleci", "vault", { jobs = local.jobs.jobs, address = "https://v.example.com", role = "r", audiences = ["x"] })`, "", `CE206 options.audiences: the described tokens of CircleCI carry the audience "01234567-89ab-4def-8123-4567890abcde", not "x"`},
		"token":       {`provider::cioidc::pipeline("circleci", "vault", { address = "https://v.example.com", role = var.text })`, someToken, "CE108 options.role: holds a token"},
		"private key": {`provider::cioidc::pipeline("circleci", "vault", { address = "https://v.example.com", role = var.text })`, signed, "CE110 options.role: holds a private key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := providertest.New(t, factory, config(pipelineJobs+"variable \"text\" {\n  type      = string\n  sensitive = true\n}\noutput \"x\" {\n  sensitive = true\n  value     = "+c.call+".yaml\n}\n"))
			text := h.PlanFails(providertest.Vars{"text": c.text}, c.want)
			if name == "version" && !strings.Contains(text, `(in the description named "deploy web")`) {
				t.Errorf("the description is not named:\n%s", text)
			}
			if leaks(text, a) || strings.Contains(text, "eyJ") {
				t.Errorf("the secret is printed:\n%s", text)
			}
		})
	}
}

// someToken is a token in three parts, of claims that nobody signs.
const someToken = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2V4YW1wbGUuY29tIiwic3ViIjoieCJ9.c2lnbmF0dXJl"
