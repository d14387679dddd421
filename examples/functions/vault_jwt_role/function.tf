locals {
  jobs = provider::cioidc::jobs("circleci", {
    organization_id = "01234567-89ab-4def-8123-4567890abcde"
    project_ids     = ["76543210-ba98-4edc-8210-edcba0987654"]
    repositories    = ["github.com/my-org/web"]
    branches        = ["main", "release-*"]
  }).jobs

  role = provider::cioidc::vault_jwt_role(local.jobs, {})
}

resource "vault_jwt_auth_backend" "ci" {
  path               = "circleci"
  oidc_discovery_url = local.role.oidc_discovery_url
  bound_issuer       = local.role.bound_issuer
}

resource "vault_jwt_auth_backend_role" "deploy" {
  backend   = vault_jwt_auth_backend.ci.path
  role_name = "deploy"

  role_type                    = local.role.role_type
  bound_audiences              = local.role.bound_audiences
  bound_subject                = local.role.bound_subject
  bound_claims                 = local.role.bound_claims
  bound_claims_type            = local.role.bound_claims_type
  disable_bound_claims_parsing = local.role.disable_bound_claims_parsing
  user_claim                   = local.role.user_claim
  user_claim_json_pointer      = local.role.user_claim_json_pointer

  token_policies = ["deploy"]
}

# What the official provider's strings cannot hold goes into role_json.
locals {
  strict = provider::cioidc::vault_jwt_role(
    provider::cioidc::jobs("circleci", {
      organization_id = "01234567-89ab-4def-8123-4567890abcde"
      project_ids     = ["76543210-ba98-4edc-8210-edcba0987654"]
      repositories    = ["github.com/my-org/web"]
      branches        = ["main"]
      ssh_rerun       = false # a bool in the token
    }).jobs,
    { role_json_only = true, token_policies = ["deploy"] },
  )
}

resource "vault_generic_endpoint" "strict" {
  path                 = "auth/${vault_jwt_auth_backend.ci.path}/role/strict"
  data_json            = local.strict.role_json
  ignore_absent_fields = true
}
