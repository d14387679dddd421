# A CI platform of your own signs its jobs' tokens. This makes its keys, lets them
# take turns, and writes the two documents that relying parties fetch. Apply it at
# least every few days, from a schedule: between due times the plan is empty.

terraform {
  required_version = ">= 1.8"

  required_providers {
    cioidc = {
      source  = "cioidc/cioidc"
      version = "~> 0.1"
    }
  }
}

variable "issuer" {
  description = "The issuer's URL, as the tokens' iss has it."
  type        = string
  default     = "https://ci-keys.example.com"
}

variable "as_of" {
  description = "The time to go by in place of the clock, for tests: \"2026-01-31T12:00:00Z\"."
  type        = string
  default     = null
}

resource "cioidc_signing_key_rotation" "ci" {
  token_lifetime = "24h" # self-hosted Semaphore; CircleCI and GitLab: 1h unless set
  rotate_every   = "90d"
  kid_format     = "semaphore" # leave it out for the others

  as_of = var.as_of
}

locals {
  published = provider::cioidc::issuer_documents(var.issuer, cioidc_signing_key_rotation.ci.jwks_json)
}

# What to put where the issuer's URL points.
output "documents" {
  value = { for d in local.published.documents : d.path => d.body }
}

# Who takes it, and why not.
output "taken_by" {
  value = local.published.taken_by
}

output "next_change_at" {
  value = cioidc_signing_key_rotation.ci.next_change_at
}

output "summary" {
  value = cioidc_signing_key_rotation.ci.summary
}

# For self-hosted Semaphore: its directory of keys, whole. It reads it at start.
output "semaphore_files" {
  value     = { for k in cioidc_signing_key_rotation.ci.keys : k.file_name => k.file_pem }
  sensitive = true
}

# For CircleCI Server: the Helm value oidc_service.json_web_keys.
output "circleci_json_web_keys" {
  value     = cioidc_signing_key_rotation.ci.circleci_json_web_keys
  sensitive = true
}

# For a private GitLab with ci_id_tokens_issuer_url: its one signing key.
output "gitlab_ci_jwt_signing_key" {
  value     = cioidc_signing_key_rotation.ci.signing_private_key_pem
  sensitive = true
}
