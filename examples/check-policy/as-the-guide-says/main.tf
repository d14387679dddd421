# A trust policy written by hand, after the pattern that a vendor's guide
# recommends (CircleCI, "Using OpenID Connect tokens in jobs", V2 subjects): any
# project, any user, any repository of the organization, "main" at the end.
#
# "terraform plan" stops here: the wildcards run over the separators, so a branch
# named x/vcs-ref/refs/heads/main gets in, of any repository. The folder
# ../corrected is the same with a policy that says what is meant.

terraform {
  required_version = ">= 1.8"

  required_providers {
    cioidc = {
      source  = "cioidc/cioidc"
      version = "~> 0.1"
    }
  }
}

locals {
  organization = "01234567-89ab-4def-8123-4567890abcde"
  project      = "76543210-ba98-4edc-8210-edcba0987654"
  issuer       = "oidc.circleci.com/org/${local.organization}"
}

# Who is meant to get in.
data "cioidc_circleci_jobs" "deploy" {
  name            = "deploy web"
  organization_id = local.organization
  project_ids     = [local.project]
  repositories    = ["github.com/my-org/web"]
  branches        = ["main"]
}

locals {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/${local.issuer}" }
      Condition = {
        StringEquals = { "${local.issuer}:aud" = local.organization }
        StringLike = {
          "${local.issuer}:sub" = "org/${local.organization}/project/*/user/*/vcs-origin/github.com/my-org/*/vcs-ref/refs/heads/main"
        }
      }
    }]
  })
}

# The gate: the plan stops unless these jobs get in and nobody else.
data "cioidc_trust_check" "deploy" {
  policy      = { aws = { policy = local.policy } }
  jobs        = data.cioidc_circleci_jobs.deploy.jobs
  on_narrower = "error"
}

output "relation" {
  value = data.cioidc_trust_check.deploy.relation
}
