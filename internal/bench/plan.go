package main

// The configurations that are planned.

import (
	"fmt"
	"regexp"
	"strconv"
)

// A form is how a configuration asks for its policies.
type form string

const (
	functions   form = "functions"
	dataSources form = "data sources"
	modules     form = "data sources in modules"
	audit       form = "audit"
	awsDocument form = "aws_iam_policy_document"

	rotations   form = "rotations"
	signingKeys form = "signing keys"
)

// forms are the provider's own; audit checks documents that others wrote, and
// the last two have a state in which nothing is due (keyForms).
var forms = []form{functions, audit, dataSources, modules, rotations, signingKeys}

// The policies that each configuration makes: one project of GitLab's each, on
// its main branch. Names have one length, so results have one size.
const (
	branch   = "main"
	account  = "123456789012"
	audience = "https://gitlab.com"
)

// project is the expression for the project's path, and firstProject what it
// makes of 0.
func project(index string) string { return fmt.Sprintf(`format("my-group/app-%%05d", %s)`, index) }

const firstProject = "my-group/app-00000"

// config is a configuration with as many policies, through the provider of the
// local name cioidc or noop: the files by name. Its one output is the length of
// all documents, so that none goes unread and little is printed.
func config(f form, local string, policies int) map[string]string {
	root := header(local, "cioidc/"+local)
	switch f {
	case functions:
		return single(root + fmt.Sprintf(`
locals {
  policies = [for i in range(%d) : provider::%[2]s::aws_trust_policy(
    provider::%[2]s::jobs("gitlab", { projects = [%[3]s], branches = [%[4]q] }).jobs,
    { account_id = %[5]q, audiences = [%[6]q] }
  )]
}
`, policies, local, project("i"), branch, account, audience) + output("local.policies"))
	case dataSources:
		count := fmt.Sprintf("  count = %d\n", policies)
		return single(root + sources(local, count, project("count.index"), "[count.index]") + output("data."+local+"_aws_trust_policy.ci"))
	case modules:
		return map[string]string{
			"main.tf": root + fmt.Sprintf("\nmodule \"ci\" {\n  source  = \"./role\"\n  count   = %d\n  project = %s\n}\n", policies, project("count.index")) + output("module.ci"),
			"role/main.tf": root + "\nvariable \"project\" {\n  type = string\n}\n" + sources(local, "", "var.project", "") +
				fmt.Sprintf("\noutput \"json\" {\n  value = data.%s_aws_trust_policy.ci.json\n}\n", local),
		}
	case audit:
		return single(auditConfig(local, policies))
	case awsDocument:
		return single(official(policies))
	case rotations, signingKeys:
		return single(keyForms[f].config(local, policies))
	}
	return nil
}

// official is the same policies through the official provider.
func official(policies int) string {
	return header("aws", "hashicorp/aws") + fmt.Sprintf(`
provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "x"
  secret_key                  = "x"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

data "aws_iam_policy_document" "ci" {
  count = %d
  statement {
    sid     = "GitLab"
    effect  = "Allow"
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::%s:oidc-provider/gitlab.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "gitlab.com:aud"
      values   = [%q]
    }
    condition {
      test     = "StringEquals"
      variable = "gitlab.com:sub"
      values   = ["project_path:${%s}:ref_type:branch:ref:%s"]
    }
  }
}
`, policies, account, audience, project("count.index"), branch) + output("data.aws_iam_policy_document.ci")
}

// sources are the two data sources, the second of which reads the first.
func sources(local, count, project, index string) string {
	return fmt.Sprintf(`
data "%[1]s_gitlab_jobs" "ci" {
%[2]s  projects = [%[3]s]
  branches = [%[4]q]
}

data "%[1]s_aws_trust_policy" "ci" {
%[2]s  jobs       = data.%[1]s_gitlab_jobs.ci%[5]s.jobs
  account_id = %[6]q
  audiences  = [%[7]q]
}
`, local, count, project, branch, index, account, audience)
}

func single(text string) map[string]string { return map[string]string{"main.tf": text} }

func header(local, source string) string {
	return fmt.Sprintf("terraform {\n  required_providers {\n    %s = { source = %q }\n  }\n}\n", local, source)
}

func output(list string) string {
	return fmt.Sprintf("\noutput \"characters\" {\n  value = sum([for p in %s : length(p.json)])\n}\n", list)
}

var planned = regexp.MustCompile(`(?m)^\s*\+ characters\s*=\s*([0-9]+)\s*$`)

// characters reads the output from what plan printed.
func characters(stdout string) (int, error) {
	m := planned.FindStringSubmatch(stdout)
	if m == nil {
		return 0, fmt.Errorf("the plan has no output \"characters\": %.500s", stdout)
	}
	return strconv.Atoi(m[1])
}
