data "cioidc_circleci_jobs" "deploy" {
  organization_id = "01234567-89ab-4def-8123-4567890abcde"
  project_ids     = ["76543210-ba98-4edc-8210-edcba0987654"]
  repositories    = ["github.com/my-org/web"]
  branches        = ["main", "release-*"]
}

output "who" {
  value = data.cioidc_circleci_jobs.deploy.summary
}
