# 600 roles from a map: 200 repositories with three environments each. All calls
# stand in one for expression, which costs a plan far less than 600 data sources
# would, and every policy is known while planning.

terraform {
  required_version = ">= 1.8"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100"
    }
    cioidc = {
      source  = "cioidc/cioidc"
      version = "~> 0.1"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

variable "account_id" {
  description = "The AWS account, in quotes: a number would lose zeros at the front."
  type        = string
  default     = "123456789012"
}

locals {
  # Stands in for a list of your own: repository → number of its GitLab project.
  repositories = { for i in range(200) : format("service-%03d", i) => tostring(57380000 + i) }

  # Environment → which refs deploy to it.
  environments = {
    dev        = { branches = ["*"] }
    staging    = { branches = ["main"] }
    production = { tags = ["v*"], ref_protected = true }
  }

  audiences = ["sts.amazonaws.com"]

  roles = merge([
    for repository, id in local.repositories : {
      for environment, refs in local.environments : "${repository}-${environment}" => provider::cioidc::aws_trust_policy(
        provider::cioidc::jobs("gitlab", merge(refs, {
          name        = "${repository}-${environment}" # an error says which one it is about
          projects    = ["my-group/${repository}"]
          project_ids = [id]
        })).jobs,
        { account_id = var.account_id, audiences = local.audiences },
      )
    }
  ]...)
}

# Once for the account, not once for each role.
resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "https://gitlab.com"
  client_id_list = local.audiences
}

# each.value, and not local.roles[each.key]: 600 references to the whole map would
# cost more than all the calls.
resource "aws_iam_role" "ci" {
  for_each = local.roles

  name               = each.key
  path               = "/ci/"
  description        = each.value.description
  assume_role_policy = each.value.json

  depends_on = [aws_iam_openid_connect_provider.gitlab]
}

output "roles" {
  value = length(aws_iam_role.ci)
}
