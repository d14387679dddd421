locals {
  semaphore = provider::cioidc::jobs("semaphore", {
    organization = "my-org"
    project_ids  = ["936a5312-a3b8-4921-8b3f-2cec8baac574"]
    repositories = ["web"]
    branches     = ["main", "release-*"]
  })

  circleci = provider::cioidc::jobs("circleci", {
    organization_id = "01234567-89ab-4def-8123-4567890abcde"
    project_ids     = ["76543210-ba98-4edc-8210-edcba0987654"]
    repositories    = ["github.com/my-org/web"]
    branches        = ["main"]
  })

  github = provider::cioidc::jobs("github", {
    repositories   = ["my-org/web"]
    repository_ids = ["456789"] # gh api repos/my-org/web --jq .id
    owner_ids      = ["123456"]
    environments   = ["production"]
  })

  hcp_terraform = provider::cioidc::jobs("hcp_terraform", {
    organization = "my-org"
    projects     = ["Default Project"]
    workspaces   = ["web"]
    run_phases   = ["apply"]
  })

  gitlab = provider::cioidc::jobs("gitlab", {
    name        = "production" # stands in every message about these jobs
    projects    = ["my-group/my-project"]
    project_ids = ["57382910"]
    tags        = ["v*"]
  })

  # One list, for a relying party that trusts more than one platform.
  all = concat(local.semaphore.jobs, local.circleci.jobs, local.github.jobs, local.hcp_terraform.jobs, local.gitlab.jobs)
}

output "who" {
  value = local.gitlab.summary
}

# Patterns on sub, for a policy that you write yourself.
output "subjects" {
  value = local.semaphore.subjects
}
