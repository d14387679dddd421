locals {
  semaphore = provider::cioidc::subject("semaphore", {
    organization = "my-org"
    project_id   = "936a5312-a3b8-4921-8b3f-2cec8baac574"
    repository   = "web"
    branch       = "main"
  })

  # CircleCI: the token that CIRCLE_OIDC_TOKEN holds. V2 is the default.
  circleci = provider::cioidc::subject("circleci", {
    organization_id = "01234567-89ab-4def-8123-4567890abcde"
    project_id      = "76543210-ba98-4edc-8210-edcba0987654"
    user_id         = "11111111-2222-4333-8444-555555555555"
    token_version   = "v1"
  })

  # GitLab: as the project's ci_id_token_sub_claim_components is set.
  gitlab = provider::cioidc::subject("gitlab", {
    project_id         = 57382910
    tag                = "v1.0.0"
    subject_components = ["project_id", "ref_type", "ref"]
  })

  # GitHub: with the ids it is the immutable subject, without them the classic one.
  github = provider::cioidc::subject("github", {
    owner         = "my-org"
    owner_id      = 123456
    repository    = "web"
    repository_id = 456789
    branch        = "main"
    form          = "branch"
  })
}

output "subjects" {
  value = [local.semaphore, local.circleci, local.gitlab, local.github]
}
