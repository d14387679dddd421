# An AWS role for the jobs of one CI platform.

terraform {
  required_version = ">= 1.9" # a validation that looks at another variable

  # A module that calls a provider's functions must name the provider itself.
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

locals {
  jobs = provider::cioidc::jobs(var.platform, var.filters).jobs

  trust = provider::cioidc::aws_trust_policy(local.jobs, {
    name       = var.name
    account_id = var.account_id
    audiences  = var.audiences
  })
}

resource "aws_iam_role" "this" {
  name               = var.name
  description        = local.trust.description
  assume_role_policy = local.trust.json
}
