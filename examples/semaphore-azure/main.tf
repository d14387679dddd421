# Jobs of a Semaphore project sign in to Azure.

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

variable "organization" {
  description = "The organization's URL slug: my-org of https://my-org.semaphoreci.com."
  type        = string
  default     = "my-org"
}

variable "project_id" {
  description = "The project's UUID: Project Settings."
  type        = string
  default     = "936a5312-a3b8-4921-8b3f-2cec8baac574"
}

variable "repository" {
  description = "The repository's name without its owner."
  type        = string
  default     = "web"
}

locals {
  # Azure compares whole subjects, so the values must be whole too. It is an error
  # - to leave repositories out, since the subject holds the repository's name,
  # - to give a pattern such as release-*,
  # - to ask for pull_requests, whose subjects are new each time.
  jobs = provider::cioidc::jobs("semaphore", {
    organization = var.organization
    project_ids  = [var.project_id]
    repositories = [var.repository]
    branches     = ["main", "staging"] # at most 20 subjects for one application
  }).jobs

  # The tokens carry the organization's URL as audience, and not the one that
  # Microsoft documents. Azure takes it; a warning in trust.warnings says so.
  trust = provider::cioidc::azure_federated_credentials(local.jobs, {})
}

resource "azuread_application" "deploy" {
  display_name = "semaphore-deploy"
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
