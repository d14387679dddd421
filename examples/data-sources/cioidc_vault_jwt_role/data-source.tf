data "cioidc_gitlab_jobs" "deploy" {
  projects    = ["my-group/my-project"]
  project_ids = ["57382910"]
  branches    = ["main"]
}

data "cioidc_vault_jwt_role" "deploy" {
  jobs      = data.cioidc_gitlab_jobs.deploy.jobs
  audiences = ["https://vault.example.com"]
}

resource "vault_jwt_auth_backend" "ci" {
  path               = "gitlab"
  oidc_discovery_url = data.cioidc_vault_jwt_role.deploy.oidc_discovery_url
  bound_issuer       = data.cioidc_vault_jwt_role.deploy.bound_issuer
}

resource "vault_jwt_auth_backend_role" "deploy" {
  backend   = vault_jwt_auth_backend.ci.path
  role_name = "deploy"

  role_type                    = data.cioidc_vault_jwt_role.deploy.role_type
  bound_audiences              = data.cioidc_vault_jwt_role.deploy.bound_audiences
  bound_subject                = data.cioidc_vault_jwt_role.deploy.bound_subject
  bound_claims                 = data.cioidc_vault_jwt_role.deploy.bound_claims
  bound_claims_type            = data.cioidc_vault_jwt_role.deploy.bound_claims_type
  disable_bound_claims_parsing = data.cioidc_vault_jwt_role.deploy.disable_bound_claims_parsing
  user_claim                   = data.cioidc_vault_jwt_role.deploy.user_claim
  user_claim_json_pointer      = data.cioidc_vault_jwt_role.deploy.user_claim_json_pointer

  token_policies = ["deploy"]
}
