data "cioidc_gitlab_jobs" "deploy" {
  name        = "deploy"
  projects    = ["my-group/my-project"]
  project_ids = ["57382910"]
  branches    = ["main"]
}

# A Vault role that somebody wrote. If it let others in, or had a finding of
# severity "error", the plan would stop here and show a token that gets in.
data "cioidc_trust_check" "deploy" {
  policy = {
    vault = {
      role_type       = "jwt"
      bound_issuer    = "https://gitlab.com" # of the auth method
      bound_audiences = ["https://vault.example.com"]
      user_claim      = "project_id"
      bound_claims = {
        project_path = "my-group/my-project"
        project_id   = "57382910"
        ref_type     = "branch"
        ref          = "main"
      }
    }
  }
  jobs      = data.cioidc_gitlab_jobs.deploy.jobs
  audiences = ["https://vault.example.com"]

  on_narrower = "error" # a deploy that is locked out is to be heard of here
}

output "relation" {
  value = data.cioidc_trust_check.deploy.relation # equal
}
