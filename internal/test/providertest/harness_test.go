package providertest_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	tfjson "github.com/hashicorp/terraform-json"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// forEachCLI runs a test with the CLI of the environment and, where
// CIOIDC_TEST_TOFU names another one, with that too.
func forEachCLI(t *testing.T, test func(t *testing.T, cli providertest.Option)) {
	paths := []string{providertest.FindCLI(t).Path}
	if tofu := os.Getenv("CIOIDC_TEST_TOFU"); tofu != "" && tofu != paths[0] {
		paths = append(paths, tofu)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			test(t, providertest.WithCLI(path))
		})
	}
}

func outputs(t *testing.T, h *providertest.Harness) map[string]any {
	t.Helper()
	raw, err := h.Outputs()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]any{}
	for name, value := range raw {
		var v any
		if err := json.Unmarshal(value, &v); err != nil {
			t.Fatal(err)
		}
		values[name] = v
	}
	return values
}

const header = `
terraform {
  required_providers {
    aws    = { source = "hashicorp/aws" }
    cioidc = { source = "cioidc/cioidc" }
  }
}
`

const wired = header + `
variable "word" {}
variable "names" {
  type    = list(string)
  default = []
}

data "cioidc_shout" "it" {
  text = var.word
}

resource "aws_iam_openid_connect_provider" "ci" {
  url            = "https://gitlab.com"
  client_id_list = [provider::cioidc::shout(var.word)]
}

output "shouted" {
  value = data.cioidc_shout.it.result
}
output "called" {
  value     = provider::cioidc::shout(var.word)
  sensitive = true
}
output "names" {
  value = var.names
}
output "arn" {
  value = aws_iam_openid_connect_provider.ci.arn
}
`

func TestApplyTwiceClean(t *testing.T) {
	t.Parallel()
	forEachCLI(t, func(t *testing.T, cli providertest.Option) {
		vars := providertest.Vars{"word": "hello", "names": []string{"a", "b"}}
		h := providertest.ApplyTwiceClean(t, tinyFactory, providertest.Config(wired), vars, cli)
		want := map[string]any{
			"shouted": "HELLO", "called": "HELLO", "names": []any{"a", "b"},
			"arn": "arn:aws:iam::123456789012:oidc-provider/gitlab.com",
		}
		if diff := cmp.Diff(want, outputs(t, h)); diff != "" {
			t.Error(diff)
		}
		if _, err := h.Destroy(vars); err != nil {
			t.Fatal(err)
		}
		if left := outputs(t, h); len(left) != 0 {
			t.Errorf("after destroy: %v", left)
		}
	})
}

func TestPlanKnowsWhatAUserWouldSee(t *testing.T) {
	t.Parallel()
	forEachCLI(t, func(t *testing.T, cli providertest.Option) {
		h := providertest.New(t, tinyFactory, providertest.Config(wired), cli)
		vars := providertest.VarFlags{"word": "hello"}
		plan, err := h.Plan(vars)
		if err != nil {
			t.Fatal(err)
		}
		if plan.Empty() || plan.ExitCode != 2 {
			t.Errorf("exit code %d", plan.ExitCode)
		}
		if diff := cmp.Diff([]string{"arn", "id", "tags_all", "thumbprint_list"}, plan.Unknown("aws_iam_openid_connect_provider.ci")); diff != "" {
			t.Error(diff)
		}
		if !strings.Contains(plan.Output, "(known after apply)") {
			t.Errorf("output:\n%s", plan.Output)
		}
		if _, err := h.ApplyPlan(plan); err != nil {
			t.Fatal(err)
		}
		plan, err = h.Plan(vars)
		if err != nil {
			t.Fatal(err)
		}
		if !plan.Empty() {
			t.Errorf("second plan:\n%s", plan.Output)
		}
	})
}

func TestPlanFails(t *testing.T) {
	t.Parallel()
	forEachCLI(t, func(t *testing.T, cli providertest.Option) {
		h := providertest.New(t, tinyFactory, providertest.Config(wired), cli)
		h.PlanFails(providertest.Vars{"word": "Hello"}, refusal)

		_, err := h.Apply(providertest.Vars{"word": "Hello"})
		var failed *providertest.CommandError
		if !errors.As(err, &failed) || failed.ExitCode != 1 || !strings.Contains(providertest.Flatten(err.Error()), refusal) {
			t.Errorf("apply: %v", err)
		}
	})
}

func TestValidate(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, tinyFactory, providertest.Config(wired))
	if _, err := h.Validate(); err != nil {
		t.Error(err)
	}
	h = providertest.New(t, tinyFactory, providertest.Config(header+`output "x" { value = provider::cioidc::shout("A") }`))
	if _, err := h.Validate(); err == nil || !strings.Contains(providertest.Flatten(err.Error()), refusal) {
		t.Errorf("validate: %v", err)
	}
}

func TestTreeFollowsModules(t *testing.T) {
	t.Parallel()
	h := providertest.ApplyTwiceClean(t, tinyFactory, providertest.Tree("testdata/tree", "examples/use"), nil)
	if diff := cmp.Diff(map[string]any{"word": "HELLO"}, outputs(t, h)); diff != "" {
		t.Error(diff)
	}
	if _, err := os.Stat("testdata/tree/examples/use/terraform.tfstate"); err == nil {
		t.Error("the run left a state in the source")
	}
}

func TestEveryDoubleApplies(t *testing.T) {
	t.Parallel()
	forEachCLI(t, func(t *testing.T, cli providertest.Option) {
		h := providertest.ApplyTwiceClean(t, tinyFactory, providertest.Dir("testdata/all"), nil, cli)
		got := outputs(t, h)
		want := map[string]any{
			"account":   "123456789012",
			"role_arn":  "arn:aws:iam::123456789012:role/deploy",
			"pool":      "projects/123456789012/locations/global/workloadIdentityPools/ci-pool",
			"client_id": got["client_id"],
			"accessor":  got["accessor"],
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

const role = header + `
variable "description" {}
variable "name" {}

resource "aws_iam_role" "it" {
  name               = var.name
  description        = var.description
  tags               = { d = var.description }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = "gitlab.com" } }]
  })
}
`

func TestUpdateReplaceImport(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, tinyFactory, providertest.Config(role))
	h.ApplyTwiceClean(providertest.Vars{"name": "a", "description": "one"})
	plan := func(vars providertest.Vars) (*providertest.Plan, tfjson.Actions) {
		t.Helper()
		plan, err := h.Plan(vars)
		if err != nil {
			t.Fatal(err)
		}
		return plan, plan.Change("aws_iam_role.it").Actions
	}
	if p, actions := plan(providertest.Vars{"name": "a", "description": "two"}); !actions.Update() || len(p.Unknown("aws_iam_role.it")) != 0 {
		t.Errorf("update: %v, %v", actions, p.Unknown("aws_iam_role.it"))
	}
	if p, actions := plan(providertest.Vars{"name": "b", "description": "one"}); !actions.Replace() || !slices.Contains(p.Unknown("aws_iam_role.it"), "arn") {
		t.Errorf("rename: %v, %v", actions, p.Unknown("aws_iam_role.it"))
	}
	h.ApplyTwiceClean(providertest.Vars{"name": "a", "description": "two"})

	fresh := providertest.New(t, tinyFactory, providertest.Config(role))
	vars := providertest.Vars{"name": "a", "description": "one"}
	if _, err := fresh.Import("aws_iam_role.it", "a", vars); err != nil {
		t.Fatal(err)
	}
	fresh.ApplyTwiceClean(vars)
}

func TestRefusalAtApplyWhenKnownOnlyThen(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, tinyFactory, providertest.Config(header+`
resource "aws_iam_openid_connect_provider" "ci" {
  url            = "https://gitlab.com"
  client_id_list = ["a"]
}
resource "aws_iam_role" "it" {
  name               = "x"
  assume_role_policy = "{\"Principal\": \"${aws_iam_openid_connect_provider.ci.arn}\""
}`))
	if _, err := h.Plan(nil); err != nil {
		t.Fatal(err)
	}
	_, err := h.Apply(nil)
	if err == nil || !strings.Contains(err.Error(), "MalformedPolicyDocument") {
		t.Errorf("apply: %v", err)
	}
}

func TestNothingComesFromTheNetwork(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, tinyFactory, providertest.Config(`
terraform {
  required_providers {
    random = { source = "hashicorp/random" }
  }
}
resource "random_id" "x" { byte_length = 1 }`))
	_, err := h.Init()
	if err == nil || !strings.Contains(providertest.Flatten(err.Error()), "was not found in any of the search locations") {
		t.Errorf("init: %v", err)
	}
}
