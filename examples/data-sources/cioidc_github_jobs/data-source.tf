data "cioidc_github_jobs" "deploy" {
  repositories   = ["my-org/web"]
  repository_ids = ["456789"] # gh api repos/my-org/web --jq .id
  owner_ids      = ["123456"] # gh api orgs/my-org --jq .id
  branches       = ["main"]
  tags           = ["v*"]
}

output "who" {
  value = data.cioidc_github_jobs.deploy.summary
}
