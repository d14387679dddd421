locals {
  # Azure compares whole subjects, so no value may be a pattern.
  jobs = provider::cioidc::jobs("gitlab", {
    projects = ["my-group/my-project"]
    branches = ["main", "production"]
  }).jobs
}

resource "azuread_application" "deploy" {
  display_name = "deploy"
}

resource "azuread_application_federated_identity_credential" "ci" {
  for_each = provider::cioidc::azure_federated_credentials(local.jobs, {}).credentials

  application_id = azuread_application.deploy.id
  display_name   = each.value.display_name
  description    = each.value.description
  issuer         = each.value.issuer
  subject        = each.value.subject
  audiences      = each.value.audiences
}
