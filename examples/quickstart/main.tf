# Say once which CI jobs you mean, and get what each cloud takes to let exactly
# those in. Nothing here needs an account or a password: the provider only
# compiles. "make demo" applies this folder and prints the outputs.

terraform {
  required_version = ">= 1.8" # the first with provider functions

  required_providers {
    cioidc = {
      source  = "cioidc/cioidc"
      version = "~> 0.1"
    }
  }
}

# 1. Which jobs? The values of one filter are alternatives, filters narrow each
#    other, and nothing is let in by omission: project and refs must be said.
locals {
  semaphore = provider::cioidc::jobs("semaphore", {
    organization = "my-org"
    project_ids  = ["936a5312-a3b8-4921-8b3f-2cec8baac574"]
    repositories = ["web"]
    branches     = ["main"]
  })

  circleci = provider::cioidc::jobs("circleci", {
    organization_id = "01234567-89ab-4def-8123-4567890abcde"
    project_ids     = ["76543210-ba98-4edc-8210-edcba0987654"]
    repositories    = ["github.com/my-org/web"]
    branches        = ["main", "release-*"] # * is any run of characters in this one value
  })

  gitlab = provider::cioidc::jobs("gitlab", {
    projects    = ["my-group/my-project"]
    project_ids = ["57382910"] # a path can change hands, its number cannot
    branches    = ["main"]
    tags        = ["v*"]
  })
}

# 2. Who lets them in? Each function gives what the official provider's
#    resource takes, or stops the plan and says why no document can.
locals {
  # One role for the jobs of two platforms. GitLab jobs pick their audience, so
  # it must be said; Semaphore's is fixed, and stays what it is.
  aws = provider::cioidc::aws_trust_policy(concat(local.semaphore.jobs, local.gitlab.jobs), {
    account_id = "123456789012"
    audiences  = ["sts.amazonaws.com"]
  })

  grants = {
    deploy = {
      jobs            = local.gitlab.jobs
      service_account = "deploy@my-project.iam.gserviceaccount.com"
    }
  }

  google = provider::cioidc::google_workload_identity(local.grants, {
    project_number = "123456789012"
    pool_id        = "gitlab"
    provider_id    = "my-project"
  })

  vault = provider::cioidc::vault_jwt_role(local.circleci.jobs, {})

  # Azure compares whole subjects: a pattern would be an error here.
  azure = provider::cioidc::azure_federated_credentials(local.semaphore.jobs, {})
}

# 3. What do the jobs run? The same description, so both sides agree on token and
#    audience, or the plan stops and names both. Commit the file, or paste the steps.
locals {
  pipeline = provider::cioidc::pipeline("circleci", "vault", {
    jobs     = local.circleci.jobs
    address  = "https://vault.example.com:8200"
    role     = "deploy"
    secrets  = { DEPLOY_KEY = { path = "deploy", field = "key" } }
    commands = ["make deploy"]
  })
}

# 4. See what came out. The other examples wire it to resources.
output "aws_trust_policy" {
  value = local.aws.json
}

output "azure_credentials" {
  value = { for key, c in local.azure.credentials : key => c.subject }
}

output "circleci_config" { # .circleci/config.yml
  value = local.pipeline.yaml
}

output "google_condition" {
  value = local.google.attribute_condition
}

output "google_members" {
  value = local.google.grants["deploy"].members
}

output "vault_role" {
  value = local.vault.role_json
}

output "warnings" { # no errors, but worth a look
  value = distinct(concat(local.aws.warnings, local.azure.warnings, local.google.warnings, local.vault.warnings))
}

output "who_gets_in" {
  value = join("\n", [local.aws.summary, local.google.summary, local.vault.summary, local.azure.summary])
}
