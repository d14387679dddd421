package provider_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// TestMadeUpPlatformKnowledge: what a data file says of mistakes, of AWS's tenants, of
// Entra's flexible credentials and of pipelines is all that these need.
func TestMadeUpPlatformKnowledge(t *testing.T) {
	raw, err := os.ReadFile("../platform/testdata/nova.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := platform.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	defer platform.Add(p)()
	h := providertest.ApplyTwiceClean(t, factory, config(`
locals {
  jobs = provider::cioidc::jobs("nova", { projects = ["red/web"], project_ids = ["57"], branches = ["main"] }).jobs
  policies = {
    typo     = { StringEquals = { "ci.nova.example:aud" = "a", "ci.nova.example:sub" = "group:red:project:web:branch:main" } }
    case     = { StringEquals = { "ci.nova.example:aud" = "a", "ci.nova.example:sub" = "Group:red:project:web:ref:main" } }
    tenant   = { StringEquals = { "ci.nova.example:aud" = "a" }, StringLike = { "ci.nova.example:sub" = "ref:main*" } }
    pulls    = { StringEquals = { "ci.nova.example:aud" = "a" }, StringLike = { "ci.nova.example:sub" = "group:red:project:web:*" } }
  }
  findings = { for name, condition in local.policies : name => provider::cioidc::trust_check({ aws = { policy = {
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/ci.nova.example" }
      Condition = condition
    }]
  } } }, {}).findings }
  role = provider::cioidc::trust_check({ vault = {
    role_type = "jwt", bound_issuer = "https://ci.nova.example", bound_audiences = ["a"], user_claim = "project_id"
    bound_claims = { template = "red/templates/deploy@main" }
  } }, {})
  pipeline = provider::cioidc::pipeline("nova", "aws", { role_arn = "arn:aws:iam::123456789012:role/deploy", audiences = ["sts.amazonaws.com"], jobs = local.jobs })
}
output "codes" { value = { for name, found in merge(local.findings, { workflow = local.role.findings }) : name => [for f in found : f.code] } }
output "details" { value = join("; ", [for f in local.findings.typo : f.detail]) }
output "expressions" {
  value = [for c in values(provider::cioidc::azure_federated_credentials(local.jobs, { flexible = true }).flexible_credentials) : c.claims_matching_expression]
}
output "yaml" { value = local.pipeline.yaml }
output "warnings" { value = join("; ", local.pipeline.warnings) }
`), nil)
	var got struct {
		Codes       map[string][]string
		Details     string
		Expressions []string
		YAML        string `json:"yaml"`
		Warnings    string
	}
	outputs(t, h, &got)
	for name, code := range map[string]string{"typo": "CT027", "case": "CT027", "tenant": "CT013", "workflow": "CT029", "pulls": "CT021"} {
		if !slices.Contains(got.Codes[name], code) {
			t.Errorf("%s: got %v, want %s", name, got.Codes[name], code)
		}
	}
	if !strings.Contains(got.Details, "Nova writes :ref: and the branch") {
		t.Errorf("the typo is told as %s", got.Details)
	}
	if want := "claims['sub'] eq 'group:red:project:web:ref:main' and claims['project_id'] eq '57'"; len(got.Expressions) != 1 || got.Expressions[0] != want {
		t.Errorf("got %q, want %s", got.Expressions, want)
	}
	if !strings.Contains(got.YAML, "NOVA_TOKEN: sts.amazonaws.com") || !strings.Contains(got.Warnings, "these lines present NOVA_TOKEN") {
		t.Errorf("the pipeline is\n%s\nwith the warnings %s", got.YAML, got.Warnings)
	}
}
