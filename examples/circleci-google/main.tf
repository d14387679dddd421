# Jobs of a CircleCI project act as a Google Cloud service account.

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

locals {
  pool_id     = "circleci"
  provider_id = "circleci"

  # Google sees every claim, so runs that somebody repeats with SSH, and so with
  # a shell, can be kept out. AWS cannot see that.
  jobs = provider::cioidc::jobs("circleci", {
    organization_id = var.organization_id
    project_ids     = [var.project_id]
    repositories    = [var.repository]
    branches        = ["main", "release-*"]
    ssh_rerun       = false
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
  account_id   = "circleci-deploy"
  display_name = "CircleCI deployments"
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
