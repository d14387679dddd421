# Jobs of a Semaphore project log in to HashiCorp Vault.

terraform {
  required_version = ">= 1.8"

  required_providers {
    vault = {
      source  = "hashicorp/vault"
      version = ">= 5.0"
    }
    cioidc = {
      source  = "cioidc/cioidc"
      version = "~> 0.1"
    }
  }
}

provider "vault" {} # VAULT_ADDR and VAULT_TOKEN

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
  jobs = provider::cioidc::jobs("semaphore", {
    organization   = var.organization
    project_ids    = [var.project_id]
    repositories   = [var.repository]
    branches       = ["main", "release-*"]
    debug_sessions = false # nobody with a shell in a debug session of these branches
  }).jobs

  role = provider::cioidc::vault_jwt_role(local.jobs, {})
}

# Without bound_issuer Vault would not look at the issuer at all.
resource "vault_jwt_auth_backend" "ci" {
  path               = "semaphore"
  oidc_discovery_url = local.role.oidc_discovery_url
  bound_issuer       = local.role.bound_issuer
}

resource "vault_policy" "deploy" {
  name   = "semaphore-deploy"
  policy = <<-EOT
    path "secret/data/deploy" {
      capabilities = ["read"]
    }
  EOT
}

# All of the role's restrictions come from the function; what a token may do
# afterwards is yours to say.
resource "vault_jwt_auth_backend_role" "deploy" {
  backend   = vault_jwt_auth_backend.ci.path
  role_name = "deploy"

  role_type                    = local.role.role_type
  bound_audiences              = local.role.bound_audiences
  bound_subject                = local.role.bound_subject
  bound_claims                 = local.role.bound_claims
  bound_claims_type            = local.role.bound_claims_type
  disable_bound_claims_parsing = local.role.disable_bound_claims_parsing
  user_claim                   = local.role.user_claim
  user_claim_json_pointer      = local.role.user_claim_json_pointer

  token_policies = [vault_policy.deploy.name]
  token_ttl      = 600
}

output "login_path" {
  value = "auth/${vault_jwt_auth_backend.ci.path}/login"
}
