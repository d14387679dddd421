data "cioidc_semaphore_jobs" "deploy" {
  organization = "my-org"
  project_ids  = ["936a5312-a3b8-4921-8b3f-2cec8baac574"]
  repositories = ["web"]
  branches     = ["main", "release-*"]
}

output "who" {
  value = data.cioidc_semaphore_jobs.deploy.summary
}
