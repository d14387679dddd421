# What a module's trust policy must do, as tests: "terraform test" or "tofu test".
# The tests stand in trust.tftest.hcl.

terraform {
  required_version = ">= 1.8"

  required_providers {
    cioidc = {
      source  = "cioidc/cioidc"
      version = "~> 0.1"
    }
  }
}

variable "branches" {
  type        = list(string)
  description = "The branches whose jobs get in."
  default     = ["main"]
}

locals {
  deploy = provider::cioidc::jobs("gitlab", {
    projects    = ["my-group/my-project"]
    project_ids = ["57382910"]
    branches    = var.branches
  })
  trust = provider::cioidc::aws_trust_policy(local.deploy.jobs, {
    account_id = "123456789012"
    audiences  = ["sts.amazonaws.com"]
  })
}

# Tests ask outputs: OpenTofu cannot call a provider's function in a test file.
output "checked" {
  value = provider::cioidc::trust_check({ aws = { policy = local.trust.json } }, {
    jobs      = local.deploy.jobs
    audiences = ["sts.amazonaws.com"]
    tokens = { for ref in ["main", "feature/x"] : ref => {
      iss = "https://gitlab.com"
      aud = "sts.amazonaws.com"
      sub = "project_path:my-group/my-project:ref_type:branch:ref:${ref}"

      project_id = "57382910"
    } }
  })
}
