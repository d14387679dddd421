package provider_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

func factory() (tfprotov6.ProviderServer, error) {
	return providerserver.NewProtocol6WithError(provider.New("test")())()
}

const head = `
terraform {
  required_providers {
    cioidc = { source = "cioidc/cioidc" }
    aws    = { source = "hashicorp/aws" }
  }
}
`

// config is a configuration with the provider declared.
func config(body string) providertest.Source { return providertest.Config(head + body) }

func outputs(t *testing.T, h *providertest.Harness, into any) {
	t.Helper()
	out, err := h.Outputs()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatal(err)
	}
}

// TestMistakeStopsPlan: the account id and the ARN are known only after apply,
// and still a branch that git refuses stops the plan. A right description plans,
// with the policy unknown and the summary known.
func TestMistakeStopsPlan(t *testing.T) {
	t.Parallel()
	const body = `
resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "https://gitlab.com"
  client_id_list = ["https://gitlab.com"]
}
locals {
  jobs   = provider::cioidc::jobs("gitlab", { name = "deploy web", projects = ["g/p"], branches = ["BRANCH"] })
  policy = provider::cioidc::aws_trust_policy(local.jobs.jobs, {
    provider_arns = { "https://gitlab.com" = aws_iam_openid_connect_provider.gitlab.arn }
    audiences     = ["https://gitlab.com"]
  })
}
resource "aws_iam_role" "deploy" {
  name               = "deploy"
  description        = local.policy.description
  assume_role_policy = local.policy.json
}
output "summary" { value = local.policy.summary }
`
	h := providertest.New(t, factory, config(strings.Replace(body, "BRANCH", "my branch", 1)))
	h.PlanFails(nil, "CE104 filters.branches[0]", `"my branch" holds the character " "`, `(in the description named "deploy web")`)

	h = providertest.New(t, factory, config(strings.Replace(body, "BRANCH", "main", 1)))
	plan, err := h.Plan(nil)
	if err != nil {
		t.Fatal(err)
	}
	if unknown := strings.Join(plan.Unknown("aws_iam_role.deploy"), " "); !strings.Contains(unknown, "assume_role_policy") || strings.Contains(unknown, "description") {
		t.Errorf("unknown at plan: %s; want the policy and not the description", unknown)
	}
	if s := string(plan.Raw); !strings.Contains(s, "AWS trust policy for deploy web") {
		t.Error("the summary is not known at plan")
	}
	h.ApplyTwiceClean(nil)
}

// TestTwins: each data source gives what its function gives.
func TestTwins(t *testing.T) {
	t.Parallel()
	h := providertest.ApplyTwiceClean(t, factory, config(`
locals {
  gitlab = { projects = ["g/*"], project_ids = ["1"], branches = ["main"], tags = ["v*"], name = "n" }
  exact  = { projects = ["g/p"], branches = ["main"] }
  fj     = provider::cioidc::jobs("gitlab", local.gitlab)
  ej     = provider::cioidc::jobs("gitlab", local.exact)
}
data "cioidc_gitlab_jobs" "j" {
  projects    = ["g/*"]
  project_ids = ["1"]
  branches    = ["main"]
  tags        = ["v*"]
  name        = "n"
}
data "cioidc_gitlab_jobs" "e" {
  projects = ["g/p"]
  branches = ["main"]
}
data "cioidc_aws_trust_policy" "d" {
  jobs       = data.cioidc_gitlab_jobs.j.jobs
  account_id = "123456789012"
  audiences  = ["a"]
}
data "cioidc_aws_oidc_providers" "d" {
  jobs       = data.cioidc_gitlab_jobs.j.jobs
  account_id = "123456789012"
  audiences  = ["a"]
}
data "cioidc_google_workload_identity" "d" {
  grants         = { deploy = { jobs = data.cioidc_gitlab_jobs.j.jobs, service_account = "d@p.iam.gserviceaccount.com" } }
  project_number = "123"
  pool_id        = "ci-pool"
  provider_id    = "gitlab"
}
data "cioidc_vault_jwt_role" "d" {
  jobs      = data.cioidc_gitlab_jobs.j.jobs
  audiences = ["a"]
}
data "cioidc_azure_federated_credentials" "d" {
  jobs = data.cioidc_gitlab_jobs.e.jobs
}
locals {
  aws       = provider::cioidc::aws_trust_policy(local.fj.jobs, { account_id = "123456789012", audiences = ["a"] })
  providers = provider::cioidc::aws_oidc_providers(local.fj.jobs, { account_id = "123456789012", audiences = ["a"] })
  google    = provider::cioidc::google_workload_identity({ deploy = { jobs = local.fj.jobs, service_account = "d@p.iam.gserviceaccount.com" } }, { project_number = "123", pool_id = "ci-pool", provider_id = "gitlab" })
  vault     = provider::cioidc::vault_jwt_role(local.fj.jobs, { audiences = ["a"] })
  azure     = provider::cioidc::azure_federated_credentials(local.ej.jobs, {})
}
output "same" {
  value = {
    jobs      = [for k, v in local.fj : k if v != data.cioidc_gitlab_jobs.j[k]]
    aws       = [for k, v in local.aws : k if v != data.cioidc_aws_trust_policy.d[k]]
    providers = [for k, v in local.providers : k if v != data.cioidc_aws_oidc_providers.d[k]]
    google    = [for k, v in local.google : k if k != "grants" && v != data.cioidc_google_workload_identity.d[k]]
    grants    = local.google.grants == data.cioidc_google_workload_identity.d.granted ? [] : ["grants"]
    vault     = [for k, v in local.vault : k if v != data.cioidc_vault_jwt_role.d[k]]
    azure     = [for k, v in local.azure : k if v != data.cioidc_azure_federated_credentials.d[k]]
  }
}
`), nil)
	var got struct{ Same map[string][]string }
	outputs(t, h, &got)
	for name, differ := range got.Same {
		if len(differ) > 0 {
			t.Errorf("%s: function and data source differ in %v", name, differ)
		}
	}
	if len(got.Same) != 7 {
		t.Errorf("compared %d, want 7", len(got.Same))
	}
}

// TestUnknownsAtEveryDepth: what is unknown stays unknown, what is known is
// there, and mistakes beside it are found.
func TestUnknownsAtEveryDepth(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(`
resource "terraform_data" "u" { input = "main" }
locals {
  later   = terraform_data.u.output
  in_list = provider::cioidc::jobs("gitlab", { projects = ["g/p"], branches = ["x", local.later] })
  whole   = provider::cioidc::jobs("gitlab", { projects = ["g/p"], branches = local.later == "main" ? ["main"] : null })
  google = provider::cioidc::google_workload_identity(
    { deploy = { jobs = provider::cioidc::jobs("gitlab", { projects = ["g/p"], branches = ["main"] }).jobs, service_account = "${local.later}@p.iam.gserviceaccount.com" } },
    { project_number = local.later == "" ? "1" : "123", pool_id = "ci-pool", provider_id = "gitlab" }
  )
  azure = provider::cioidc::azure_federated_credentials(provider::cioidc::jobs("gitlab", { projects = ["g/p"], branches = ["main"] }).jobs, {})
}
resource "terraform_data" "member" {
  for_each = local.google.grants["deploy"].members
  input    = each.value
}
resource "terraform_data" "credential" {
  for_each = local.azure.credentials
  input    = each.value.subject
}
output "issuer" { value = local.in_list.issuer }
output "condition" { value = local.google.attribute_condition }
output "member" { value = one(values(terraform_data.member)).output }
output "list" { value = local.in_list.subjects }
output "config" { value = jsondecode(local.google.grants["deploy"].credential_config).service_account_impersonation_url }
`))
	plan, err := h.Plan(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"issuer", "condition"} {
		if c := plan.JSON.OutputChanges[name]; c == nil || c.After == nil {
			t.Errorf("output %s is not known at plan", name)
		}
	}
	h.ApplyTwiceClean(nil)

	h = providertest.New(t, factory, config(`
resource "terraform_data" "u" { input = "main" }
output "x" { value = provider::cioidc::jobs("gitlab", { projects = ["g/p:q"], branches = ["x", terraform_data.u.output] }).summary }
`))
	h.PlanFails(nil, "CE104 filters.projects[0]")
}

// TestDataSourceErrors point at the attribute.
func TestDataSourceErrors(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(`
data "cioidc_semaphore_jobs" "x" {
  organization = "Acme"
  project_ids  = ["936a5312-a3b8-4921-8b3f-2cec8baac574"]
  branches     = ["refs/heads/main"]
}
`))
	text := h.PlanFails(nil, "Invalid value", `CE104 organization: "Acme"`, "CE104 branches[0]")
	if !strings.Contains(text, "in data \"cioidc_semaphore_jobs\" \"x\"") {
		t.Errorf("no place in\n%s", text)
	}
}

// TestMixedPlatforms: jobs are lists, so descriptions of several platforms join.
func TestMixedPlatforms(t *testing.T) {
	t.Parallel()
	h := providertest.ApplyTwiceClean(t, factory, config(`
variable "more" {
  type    = list(object({ platform = string, issuer = string, audiences = list(string), boxes = list(map(list(string))), settings = map(string), definition = string }))
  default = []
}
locals {
  a = provider::cioidc::jobs("gitlab", { projects = ["g/p"], branches = ["main"] })
  b = provider::cioidc::jobs("semaphore", { organization = "acme", project_ids = ["936a5312-a3b8-4921-8b3f-2cec8baac574"], branches = ["main"] })
  p = provider::cioidc::aws_trust_policy(concat(local.a.jobs, local.b.jobs, var.more), { account_id = "123456789012", audiences = ["a"] })
  q = provider::cioidc::aws_trust_policy(concat(local.b.jobs, var.more, local.a.jobs), { account_id = "123456789012", audiences = ["a"] })
}
output "same" { value = local.p.json == local.q.json }
output "statements" { value = length(jsondecode(local.p.json).Statement) }
`), nil)
	var got struct {
		Same       bool
		Statements int
	}
	outputs(t, h, &got)
	if !got.Same || got.Statements != 2 {
		t.Errorf("got %+v, want the same policy of two statements in either order", got)
	}
}

// TestMadeUpPlatform adds a platform with one data file and nothing else: its
// data source, its filters on the docs page of jobs, its checks and its
// documents follow.
func TestMadeUpPlatform(t *testing.T) {
	raw, err := os.ReadFile("../platform/testdata/acme.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := platform.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	defer platform.Add(p)()
	server, err := factory()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := server.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	source := schema.DataSourceSchemas["cioidc_acme_jobs"]
	if source == nil {
		t.Fatal("no data source cioidc_acme_jobs")
	}
	var names []string
	for _, a := range source.Block.Attributes {
		names = append(names, a.Name)
	}
	if got := strings.Join(names, " "); !strings.Contains(got, "job_names") || !strings.Contains(got, "team") {
		t.Errorf("attributes %s", got)
	}
	if doc := schema.Functions["jobs"].Description; !strings.Contains(doc, "### Acme CI: `acme`") || !strings.Contains(doc, "- `job_names` (list of string, required) Names of jobs or patterns.") {
		t.Error("the docs page of jobs lacks the platform")
	}
	h := providertest.ApplyTwiceClean(t, factory, config(`
locals { jobs = provider::cioidc::jobs("acme", { team = "red", job_names = ["deploy-*"] }) }
output "subjects" { value = local.jobs.subjects }
output "condition" {
  value = provider::cioidc::google_workload_identity({ d = { jobs = local.jobs.jobs } }, { project_number = "1", pool_id = "pool", provider_id = "acme" }).attribute_condition
}
`), nil)
	var got struct {
		Subjects  []string
		Condition string
	}
	outputs(t, h, &got)
	if len(got.Subjects) != 1 || got.Subjects[0] != "team:red:job:deploy-*" || got.Condition != "has(assertion.job) && assertion.job.startsWith('deploy-')" {
		t.Errorf("got %+v", got)
	}
	providertest.New(t, factory, config(`output "x" { value = provider::cioidc::jobs("acme", { team = "Red", job_names = ["a"] }).issuer }`)).PlanFails(nil, "CE104 filters.team")
}

// TestAudiencesBothWays: on CircleCI audiences is said and answered; what is
// said comes back as it was, in its order, and no second plan differs.
func TestAudiencesBothWays(t *testing.T) {
	t.Parallel()
	h := providertest.ApplyTwiceClean(t, factory, config(`
data "cioidc_circleci_jobs" "said" {
  organization_id = "01234567-89ab-4def-8123-4567890abcde"
  project_ids     = ["*"]
  repositories    = ["github.com/my-org/web"]
  branches        = ["main"]
  audiences       = ["b", "a", "b"]
}
data "cioidc_circleci_jobs" "default" {
  organization_id = "01234567-89ab-4def-8123-4567890abcde"
  project_ids     = ["*"]
  repositories    = ["github.com/my-org/web"]
  branches        = ["main"]
}
output "said" { value = data.cioidc_circleci_jobs.said.audiences }
output "in_jobs" { value = data.cioidc_circleci_jobs.said.jobs[0].audiences }
output "default" { value = data.cioidc_circleci_jobs.default.audiences }
`), nil)
	var got struct {
		Said    []string
		InJobs  []string `json:"in_jobs"`
		Default []string
	}
	outputs(t, h, &got)
	if strings.Join(got.Said, " ") != "b a b" || strings.Join(got.InJobs, " ") != "a b" || strings.Join(got.Default, " ") != "01234567-89ab-4def-8123-4567890abcde" {
		t.Errorf("got %+v", got)
	}
}
