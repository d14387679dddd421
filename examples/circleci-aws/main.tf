# Jobs of a CircleCI project assume an AWS role: main and release branches.

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

variable "organization_id" {
  description = "The organization's UUID: Organization Settings, Overview."
  type        = string
  default     = "01234567-89ab-4def-8123-4567890abcde"
}

variable "project_id" {
  description = "The project's UUID: Project Settings, Overview."
  type        = string
  default     = "76543210-ba98-4edc-8210-edcba0987654"
}

variable "repository" {
  description = "Where the code is: host, owner, repository."
  type        = string
  default     = "github.com/my-org/web"
}

# The account id is known while planning, and with it the whole policy.
data "aws_caller_identity" "current" {}

locals {
  # The jobs present CIRCLE_OIDC_TOKEN_V2, which names repository and branch.
  # Say where the code is: with repositories left open, a job elsewhere could
  # choose its names so that its subject fits, and the plan stops (CE202).
  jobs = provider::cioidc::jobs("circleci", {
    organization_id = var.organization_id
    project_ids     = [var.project_id]
    repositories    = [var.repository]
    branches        = ["main", "release-*"]
  }).jobs

  # No audiences: CircleCI signs the organization's UUID unless told otherwise.
  trust = provider::cioidc::aws_trust_policy(local.jobs, {
    account_id = data.aws_caller_identity.current.account_id
  })

  providers = provider::cioidc::aws_oidc_providers(local.jobs, {}).providers
}

# One OIDC provider for each issuer. An account has each issuer once: where the
# provider is there already, leave this resource out.
resource "aws_iam_openid_connect_provider" "ci" {
  for_each = local.providers

  url            = each.value.url
  client_id_list = each.value.client_id_list
}

resource "aws_iam_role" "deploy" {
  name               = "circleci-deploy"
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
