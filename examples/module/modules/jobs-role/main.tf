# An AWS role for jobs that somebody else described.

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

variable "name" {
  description = "The role's name."
  type        = string
}

# The type of jobs, written out. It stays as it is, so a module may spell it.
variable "jobs" {
  description = "Which jobs: what provider::cioidc::jobs(…).jobs or a jobs data source gives."
  type = list(object({
    platform   = string
    issuer     = string
    audiences  = list(string)
    boxes      = list(map(list(string)))
    settings   = map(string)
    definition = string
  }))
}

variable "account_id" {
  description = "The AWS account that holds the OIDC providers."
  type        = string
}

variable "audiences" {
  description = "The aud of the jobs' tokens, where the platform lets jobs pick it (GitLab)."
  type        = list(string)
  default     = null
}

locals {
  trust = provider::cioidc::aws_trust_policy(var.jobs, {
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

output "arn" {
  description = "The role's ARN."
  value       = aws_iam_role.this.arn
}
