locals {
  role = provider::cioidc::vault_jwt_role(
    provider::cioidc::jobs("semaphore", {
      organization = "my-org"
      project_ids  = ["936a5312-a3b8-4921-8b3f-2cec8baac574"]
      branches     = ["main"]
    }).jobs,
    {},
  )

  # A pull request to main shows the branch main; its ref tells it apart.
  decision = provider::cioidc::vault_admits(
    merge(jsondecode(local.role.role_json), { bound_issuer = local.role.bound_issuer }),
    {
      iss      = "https://my-org.semaphoreci.com"
      aud      = "https://my-org.semaphoreci.com"
      prj_id   = "936a5312-a3b8-4921-8b3f-2cec8baac574"
      branch   = "main"
      ref_type = "pull-request"
      ref      = "refs/pull/7/merge"
    },
  )
}

output "admitted" {
  value = local.decision.admitted
}

output "reason" {
  value = local.decision.reason
}
