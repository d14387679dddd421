# Jobs of a GitLab project act as a Google Cloud service account.

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

variable "cloud_project" {
  description = "The id of the Google Cloud project."
  type        = string
  default     = "my-cloud-project"
}

provider "google" {
  project = var.cloud_project
}

# Members name the project by its number; with the id they would match nobody.
data "google_project" "this" {}

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
  pool_id     = "gitlab"
  provider_id = "gitlab"

  # No audiences: the job's id token names this provider as its aud, which is
  # what Google takes by default (see the output "audience").
  jobs = provider::cioidc::jobs("gitlab", {
    projects      = [var.project]
    project_ids   = [var.project_id]
    branches      = ["main"]
    tags          = ["v*"]
    ref_protected = true # only refs that the project's maintainers guard
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
  account_id   = "gitlab-deploy"
  display_name = "GitLab deployments"
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

output "audience" {
  value = one(local.trust.allowed_audiences)
}
