# Jobs of a GitHub repository assume an AWS role: the main branch and version tags.

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

variable "repository" {
  description = "The repository with its owner."
  type        = string
  default     = "my-org/web"
}

variable "repository_id" {
  description = "The repository's number: gh api repos/my-org/web --jq .id"
  type        = string
  default     = "456789"
}

variable "owner_id" {
  description = "The owner's number: gh api orgs/my-org --jq .id"
  type        = string
  default     = "123456"
}

data "aws_caller_identity" "current" {}

locals {
  # Each job picks its audience; this is what aws-actions/configure-aws-credentials asks for.
  audiences = ["sts.amazonaws.com"]

  jobs = provider::cioidc::jobs("github", {
    repositories   = [var.repository]
    repository_ids = [var.repository_id] # whoever takes over the name does not get in
    owner_ids      = [var.owner_id]
    branches       = ["main"]
    tags           = ["v*"]

    # Jobs that name an environment show it instead of their ref: describe them with
    # environments = ["production"]. Whether the subject holds the ids does not
    # matter here: both are in the policy (subject_format).
  }).jobs

  # account_id is known while planning, so the plan shows the policy. In its place
  # the ARNs of the resource below would do,
  #
  #   provider_arns = { for url, p in aws_iam_openid_connect_provider.ci : url => p.arn }
  #
  # but while they are still to be made the plan says "(known after apply)", and
  # nobody can review the policy before it counts.
  trust = provider::cioidc::aws_trust_policy(local.jobs, {
    account_id = data.aws_caller_identity.current.account_id
    audiences  = local.audiences
  })

  providers = provider::cioidc::aws_oidc_providers(local.jobs, {
    audiences = local.audiences
  }).providers
}

# One OIDC provider for each issuer. An account has each issuer once: where the
# provider is there already, leave this resource out.
resource "aws_iam_openid_connect_provider" "ci" {
  for_each = local.providers

  url            = each.value.url
  client_id_list = each.value.client_id_list
}

resource "aws_iam_role" "deploy" {
  name               = "github-deploy"
  description        = local.trust.description # reviewers read there who gets in
  assume_role_policy = local.trust.json

  depends_on = [aws_iam_openid_connect_provider.ci]
}

output "role_arn" {
  value = aws_iam_role.deploy.arn
}

output "trust_policy" {
  value = local.trust.json
}
