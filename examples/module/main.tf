# A module that takes a platform and filters, and one that takes jobs.

terraform {
  required_version = ">= 1.9"

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

data "aws_caller_identity" "current" {}

locals {
  # Platform and filters for each role. Objects of different shapes are fine here,
  # because the module's filters are of type any.
  roles = {
    web = {
      platform = "semaphore"
      filters = {
        organization = "my-org"
        project_ids  = ["936a5312-a3b8-4921-8b3f-2cec8baac574"]
        branches     = ["main"]
      }
    }
    api = {
      platform = "gitlab"
      filters = {
        projects    = ["my-group/api"]
        project_ids = ["57382911"]
        tags        = ["v*"]
      }
    }
  }

  audiences = ["sts.amazonaws.com"]
}

module "role" {
  source   = "./modules/ci-role"
  for_each = local.roles

  name       = each.key
  platform   = each.value.platform
  filters    = each.value.filters
  account_id = data.aws_caller_identity.current.account_id
  audiences  = each.value.platform == "gitlab" ? local.audiences : null
}

# The same jobs share one role more. jobs is a list of one fixed type, whatever
# the platform, so lists from anywhere can be put together.
module "cache" {
  source = "./modules/jobs-role"

  name       = "build-cache"
  jobs       = concat([for r in module.role : r.jobs]...)
  account_id = data.aws_caller_identity.current.account_id
  audiences  = local.audiences
}

# Issuers belong to the account, not to a role: they are made here, once.
resource "aws_iam_openid_connect_provider" "ci" {
  for_each = provider::cioidc::aws_oidc_providers(concat([for r in module.role : r.jobs]...), {
    audiences = local.audiences
  }).providers

  url            = each.value.url
  client_id_list = each.value.client_id_list
}

output "role_arns" {
  value = merge({ for name, r in module.role : name => r.arn }, { build-cache = module.cache.arn })
}
