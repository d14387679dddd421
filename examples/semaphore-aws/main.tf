# Jobs of a Semaphore project assume an AWS role: main and release branches.

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

variable "organization" {
  description = "The organization's URL slug: my-org of https://my-org.semaphoreci.com."
  type        = string
  default     = "my-org"
}

variable "project_id" {
  description = "The project's UUID: Project Settings."
  type        = string
  default     = "936a5312-a3b8-4921-8b3f-2cec8baac574"
}

variable "repository" {
  description = "The repository's name without its owner."
  type        = string
  default     = "web"
}

# The account id is known while planning, and with it the whole policy.
data "aws_caller_identity" "current" {}

locals {
  jobs = provider::cioidc::jobs("semaphore", {
    name         = "deploy ${var.repository}" # stands in every message and description
    organization = var.organization
    project_ids  = [var.project_id]
    repositories = [var.repository]
    branches     = ["main", "release-*"]
  }).jobs

  # No audiences: Semaphore's tokens always carry the organization's URL.
  trust = provider::cioidc::aws_trust_policy(local.jobs, {
    account_id = data.aws_caller_identity.current.account_id

    # If the organization sends AWS session tags in its tokens, AWS refuses them
    # without this. Where it sends none, leave it out.
    session_tags = true
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
  name               = "semaphore-deploy"
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
