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

  gitlab = provider::cioidc::jobs("gitlab", {
    name        = "production" # stands in every message about these jobs
    projects    = ["my-group/my-project"]
    project_ids = ["57382910"]
    tags        = ["v*"]
  })

  # One list, for a relying party that trusts more than one platform.
  all = concat(local.semaphore.jobs, local.circleci.jobs, local.gitlab.jobs)
}

output "who" {
  value = local.gitlab.summary
}

# Patterns on sub, for a policy that you write yourself.
output "subjects" {
  value = local.semaphore.subjects
}
