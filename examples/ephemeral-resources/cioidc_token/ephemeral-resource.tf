# Ask a role about tokens before any job runs: opened in every plan, kept nowhere.
locals {
  jobs = provider::cioidc::jobs("gitlab", {
    project_ids = ["57382910"]
    branches    = ["main"]
  }).jobs

  role = provider::cioidc::vault_jwt_role(local.jobs, { audiences = ["https://vault.example.com"] })

  # One job, variable by variable.
  job = {
    project_path   = "my-group/my-project"
    namespace_path = "my-group"
    project_id     = "57382910"
    namespace_id   = "72"
    branch         = "main"
  }
}

ephemeral "cioidc_signing_key" "test" {}

ephemeral "cioidc_token" "main" {
  platform        = "gitlab"
  variables       = local.job
  audiences       = ["https://vault.example.com"]
  private_key_pem = ephemeral.cioidc_signing_key.test.private_key_pem
}

ephemeral "cioidc_token" "feature" {
  platform        = "gitlab"
  variables       = merge(local.job, { branch = "feature" })
  audiences       = ["https://vault.example.com"]
  private_key_pem = ephemeral.cioidc_signing_key.test.private_key_pem
}

# The same preconditions can stand on the role itself. With a key that Vault
# trusts, ephemeral.cioidc_token.main.token is what jwt of auth_login_jwt takes.
output "bound_claims" {
  value = local.role.bound_claims

  precondition {
    condition     = provider::cioidc::vault_admits(local.role.role_json, ephemeral.cioidc_token.main.claims_json).admitted
    error_message = "The role keeps its own job out."
  }

  precondition {
    condition     = !provider::cioidc::vault_admits(local.role.role_json, ephemeral.cioidc_token.feature.claims_json).admitted
    error_message = "The role lets another branch in."
  }
}
