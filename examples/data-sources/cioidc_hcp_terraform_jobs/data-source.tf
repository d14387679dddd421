data "cioidc_hcp_terraform_jobs" "deploy" {
  organization = "my-org"
  projects     = ["Default Project"]
  workspaces   = ["web"]
  run_phases   = ["apply"] # whoever may open a pull request may cause a plan
}

output "who" {
  value = data.cioidc_hcp_terraform_jobs.deploy.summary
}
