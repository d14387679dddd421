# Jobs of a GitLab project sign in to Azure, in two ways.

terraform {
  required_version = ">= 1.8"

  required_providers {
    azuread = {
      source  = "hashicorp/azuread"
      version = ">= 3.7"
    }
    cioidc = {
      source  = "cioidc/cioidc"
      version = "~> 0.1"
    }
  }
}

variable "project" {
  description = "The project's full path, in the case GitLab shows it."
  type        = string
  default     = "my-group/my-project"
}

variable "project_id" {
  description = "The project's number: Settings, General."
  type        = string
  default     = "57382910"
}

locals {
  # An ordinary credential compares the whole subject and nothing else: whole
  # values only, and no project_ids, which the subject does not hold.
  by_path = provider::cioidc::jobs("gitlab", {
    projects = [var.project]
    branches = ["main"]
  }).jobs

  trust = provider::cioidc::azure_federated_credentials(local.by_path, {})

  # A flexible one (preview) also compares the project's number, which stays with
  # the project when its path changes hands. Prefer it where you may.
  by_number = provider::cioidc::jobs("gitlab", {
    projects    = [var.project]
    project_ids = [var.project_id]
    branches    = ["production"]
  }).jobs

  flexible = provider::cioidc::azure_federated_credentials(local.by_number, {
    flexible = true
  })
}

resource "azuread_application" "deploy" {
  display_name = "gitlab-deploy"
}

# A credential's key depends on its subject alone, so another branch adds one
# and replaces none.
resource "azuread_application_federated_identity_credential" "ci" {
  for_each = local.trust.credentials

  application_id = azuread_application.deploy.id
  display_name   = each.value.display_name
  description    = each.value.description
  issuer         = each.value.issuer
  subject        = each.value.subject
  audiences      = each.value.audiences
}

resource "azuread_application_flexible_federated_identity_credential" "ci" {
  for_each = local.flexible.flexible_credentials

  application_id             = azuread_application.deploy.id
  display_name               = each.value.display_name
  description                = each.value.description
  issuer                     = each.value.issuer
  audience                   = each.value.audience
  claims_matching_expression = each.value.claims_matching_expression
}

# The aud of the job's id token.
output "audience" {
  value = one(distinct(flatten([for c in local.trust.credentials : c.audiences])))
}

output "client_id" {
  value = azuread_application.deploy.client_id
}
