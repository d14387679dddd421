data "cioidc_gitlab_jobs" "deploy" {
  projects    = ["my-group/my-project"]
  project_ids = ["57382910"]
  branches    = ["main"]
  tags        = ["v*"]
}

output "who" {
  value = data.cioidc_gitlab_jobs.deploy.summary
}
