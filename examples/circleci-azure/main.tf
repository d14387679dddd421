# Jobs of a CircleCI project sign in to Azure.

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

variable "organization_id" {
  description = "The organization's UUID: Organization Settings, Overview."
  type        = string
  default     = "01234567-89ab-4def-8123-4567890abcde"
}

variable "project_id" {
  description = "The project's UUID: Project Settings, Overview."
  type        = string
  default     = "76543210-ba98-4edc-8210-edcba0987654"
}

variable "repository" {
  description = "Where the code is: host, owner, repository."
  type        = string
  default     = "github.com/my-org/web"
}

variable "user_ids" {
  description = "The UUIDs of the CircleCI users whose pipelines may sign in."
  type        = list(string)
  default     = ["11111111-2222-4333-8444-555555555555"]
}

locals {
  # Azure compares whole subjects, and CircleCI's hold the user who caused the
  # run. It is an error
  # - to leave user_ids or repositories out,
  # - to give a pattern such as release-* or github.com/my-org/*.
  jobs = provider::cioidc::jobs("circleci", {
    organization_id = var.organization_id
    project_ids     = [var.project_id]
    repositories    = [var.repository]
    branches        = ["main"]
    user_ids        = var.user_ids
  }).jobs

  # The tokens carry the organization's UUID as audience, and not the one that
  # Microsoft documents. Azure takes it; a warning in trust.warnings says so.
  trust = provider::cioidc::azure_federated_credentials(local.jobs, {})
}

resource "azuread_application" "deploy" {
  display_name = "circleci-deploy"
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

output "client_id" {
  value = azuread_application.deploy.client_id
}
