# Jobs of a CircleCI project log in to HashiCorp Vault.

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

variable "context_id" {
  description = "The UUID of a context that the job must use: Organization Settings, Contexts."
  type        = string
  default     = "22222222-3333-4444-8555-666666666666"
}

locals {
  jobs = provider::cioidc::jobs("circleci", {
    organization_id = var.organization_id
    project_ids     = [var.project_id]
    repositories    = [var.repository]
    branches        = ["main", "release-*"]
    context_ids     = [var.context_id] # a context says who may start such jobs
  }).jobs

  # ssh_rerun = false would be an error: the official provider sends strings
  # only, and that claim is a bool. role_json_only gives a role that can hold it,
  # for vault_generic_endpoint or "vault write auth/circleci/role/deploy -".
  role = provider::cioidc::vault_jwt_role(local.jobs, {})
}

# Without bound_issuer Vault would not look at the issuer at all.
resource "vault_jwt_auth_backend" "ci" {
  path               = "circleci"
  oidc_discovery_url = local.role.oidc_discovery_url
  bound_issuer       = local.role.bound_issuer
}

resource "vault_policy" "deploy" {
  name   = "circleci-deploy"
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
