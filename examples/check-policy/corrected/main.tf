# The policy of ../as-the-guide-says, corrected: the project and the repository
# are named, and the user is as many characters as an id has, so that nothing can
# run over a separator. The plan passes, and relation is "equal".

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
          # A user's id is a UUID. "*" would also hold a slash, and with it a branch
          # that spells the rest of the pattern in its name.
          "${local.issuer}:sub" = "org/${local.organization}/project/${local.project}/user/????????-????-????-????-????????????/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/main"
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
