# The job side: the file .circleci/config.yml of the repository that the jobs run in,
# made for the same jobs. It is beside this one, and a test keeps it current.

output "pipeline" {
  value = provider::cioidc::pipeline("circleci", "google", {
    jobs            = local.jobs
    project_number  = data.google_project.this.number
    pool_id         = local.pool_id
    provider_id     = local.provider_id
    service_account = google_service_account.deploy.email
    project_id      = var.project
    commands        = ["gcloud run deploy web --source ."]
  }).yaml
}
