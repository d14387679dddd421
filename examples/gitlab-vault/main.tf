# Jobs of a GitLab project log in to HashiCorp Vault.

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

variable "vault_url" {
  description = "What the job writes as aud in its id_tokens; Vault's own URL is a good choice."
  type        = string
  default     = "https://vault.example.com"
}

locals {
  jobs = provider::cioidc::jobs("gitlab", {
    projects    = [var.project]
    project_ids = [var.project_id]
    branches    = ["main"]
    tags        = ["v*"]
  }).jobs

  # A role is one set of claims, all of which must hold. Branches or tags fit into
  # one because the function compares sub, which names both.
  role = provider::cioidc::vault_jwt_role(local.jobs, {
    audiences = [var.vault_url]
  })
}

# Without bound_issuer Vault would not look at the issuer at all.
resource "vault_jwt_auth_backend" "ci" {
  path               = "gitlab"
  oidc_discovery_url = local.role.oidc_discovery_url
  bound_issuer       = local.role.bound_issuer
}

resource "vault_policy" "deploy" {
  name   = "gitlab-deploy"
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
