locals {
  trust = provider::cioidc::azure_federated_credentials(
    provider::cioidc::jobs("gitlab", { projects = ["my-group/my-project"], branches = ["main"] }).jobs,
    {},
  )

  # Entra compares whole subjects, in their case.
  decision = provider::cioidc::azure_admits(local.trust, {
    iss = "https://gitlab.com"
    aud = "api://AzureADTokenExchange"
    sub = "project_path:My-Group/my-project:ref_type:branch:ref:main"
  })
}

output "admitted" {
  value = local.decision.admitted
}

output "reason" {
  value = local.decision.reason
}
