package main

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
	awsDocument form = "aws_iam_policy_document"
)

// The policies that each configuration makes: one project of GitLab's each, on
// its main branch. Names have one length, so results have one size.
const (
	projectHCL = `format("my-group/app-%%05d", %s)`
	branch     = "main"
	account    = "123456789012"
	audience   = "https://gitlab.com"
)

// firstProject is what projectHCL makes of 0.
const firstProject = "my-group/app-00000"

// config is a configuration with as many policies, through the provider of the
// local name cioidc or noop. Its one output is the length of all documents, so
// that none goes unread and little is printed.
func config(f form, local string, policies int) string {
	switch f {
	case functions:
		return header(local, "cioidc/"+local) + fmt.Sprintf(`
locals {
  policies = [for i in range(%d) : provider::%[2]s::aws_trust_policy(
    provider::%[2]s::jobs("gitlab", { projects = [%[3]s], branches = [%[4]q] }).jobs,
    { account_id = %[5]q, audiences = [%[6]q] }
  )]
}
`, policies, local, project("i"), branch, account, audience) + output("local.policies")
	case dataSources:
		return header(local, "cioidc/"+local) + fmt.Sprintf(`
data "%[2]s_gitlab_jobs" "ci" {
  count    = %[1]d
  projects = [%[3]s]
  branches = [%[4]q]
}

data "%[2]s_aws_trust_policy" "ci" {
  count      = %[1]d
  jobs       = data.%[2]s_gitlab_jobs.ci[count.index].jobs
  account_id = %[5]q
  audiences  = [%[6]q]
}
`, policies, local, project("count.index"), branch, account, audience) + output("data."+local+"_aws_trust_policy.ci")
	}
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

func project(index string) string { return fmt.Sprintf(projectHCL, index) }

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
