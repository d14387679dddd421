data "cioidc_semaphore_jobs" "deploy" {
  organization = "my-org"
  project_ids  = ["936a5312-a3b8-4921-8b3f-2cec8baac574"]
  repositories = ["web"] # Azure compares whole subjects: nothing may be left open
  branches     = ["main"]
}

data "cioidc_azure_federated_credentials" "deploy" {
  jobs = data.cioidc_semaphore_jobs.deploy.jobs
}

resource "azuread_application" "deploy" {
  display_name = "deploy"
}

resource "azuread_application_federated_identity_credential" "ci" {
  for_each = data.cioidc_azure_federated_credentials.deploy.credentials

  application_id = azuread_application.deploy.id
  display_name   = each.value.display_name
  description    = each.value.description
  issuer         = each.value.issuer
  subject        = each.value.subject
  audiences      = each.value.audiences
}
