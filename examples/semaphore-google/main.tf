# Jobs of a Semaphore project act as a Google Cloud service account.

terraform {
  required_version = ">= 1.8"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.0"
    }
    cioidc = {
      source  = "cioidc/cioidc"
      version = "~> 0.1"
    }
  }
}

variable "project" {
  description = "The id of the Google Cloud project."
  type        = string
  default     = "my-cloud-project"
}

provider "google" {
  project = var.project
}

# Members name the project by its number; with the id they would match nobody.
data "google_project" "this" {}

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
  pool_id     = "semaphore"
  provider_id = "semaphore"

  jobs = provider::cioidc::jobs("semaphore", {
    organization = var.organization
    project_ids  = [var.project_id]
    repositories = [var.repository]
    branches     = ["main", "release-*"]
  }).jobs

  # Each grant gets in with its own jobs; more of them share this provider. The
  # service account's email may be known only after apply: what waits for it is
  # credential_config, and the plan shows everything else.
  grants = {
    deploy = {
      jobs            = local.jobs
      service_account = google_service_account.deploy.email
    }
  }

  trust = provider::cioidc::google_workload_identity(local.grants, {
    project_number = data.google_project.this.number
    pool_id        = local.pool_id
    provider_id    = local.provider_id
    token_file     = "/tmp/oidc_token"
  })
}

resource "google_service_account" "deploy" {
  account_id   = "semaphore-deploy"
  display_name = "Semaphore deployments"
}

# Keep one provider in a pool: principals belong to the pool, and another
# provider there could make the same ones.
resource "google_iam_workload_identity_pool" "ci" {
  workload_identity_pool_id = local.pool_id
}

resource "google_iam_workload_identity_pool_provider" "ci" {
  workload_identity_pool_id          = google_iam_workload_identity_pool.ci.workload_identity_pool_id
  workload_identity_pool_provider_id = local.provider_id
  description                        = local.trust.description
  attribute_mapping                  = local.trust.attribute_mapping
  attribute_condition                = local.trust.attribute_condition

  oidc {
    issuer_uri        = local.trust.issuer_uri
    allowed_audiences = local.trust.allowed_audiences
  }
}

resource "google_service_account_iam_member" "deploy" {
  for_each = local.trust.grants["deploy"].members

  service_account_id = google_service_account.deploy.name
  role               = "roles/iam.workloadIdentityUser"
  member             = each.value
}

# Commit this file, or write it in the job; it holds no secret. The job puts its
# token where token_file says and sets GOOGLE_APPLICATION_CREDENTIALS to it.
output "credential_config" {
  value = local.trust.grants["deploy"].credential_config
}
