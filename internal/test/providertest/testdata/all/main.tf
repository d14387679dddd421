# Every double once, with the arguments that examples use.
terraform {
  required_providers {
    aws     = { source = "hashicorp/aws", version = "~> 6.0" }
    azuread = { source = "hashicorp/azuread" }
    azurerm = { source = "hashicorp/azurerm", version = ">= 5.12" }
    google  = { source = "hashicorp/google" }
    vault   = { source = "hashicorp/vault" }
  }
}

provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "x"
  secret_key                  = "x"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  endpoints {
    iam = "http://127.0.0.1:1"
    sts = "http://127.0.0.1:1"
  }
  default_tags {
    tags = { team = "ci" }
  }
}

provider "google" {
  project = "my-project"
  region  = "europe-west3"
}

provider "vault" {
  address          = "http://127.0.0.1:8200"
  token            = "x"
  skip_child_token = true
}

provider "azuread" {
  tenant_id = "00000000-0000-0000-0000-000000000000"
}

provider "azurerm" {
  features {}
}

data "aws_caller_identity" "me" {}
data "aws_partition" "here" {}

resource "aws_iam_openid_connect_provider" "ci" {
  url            = "https://gitlab.com"
  client_id_list = ["sts.amazonaws.com"]
  tags           = { a = "b" }
}

resource "aws_iam_role" "deploy" {
  name        = "deploy"
  description = "deploys"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "CI"
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.ci.arn }
      Condition = { StringEquals = { "gitlab.com:sub" = ["a"], "gitlab.com:aud" = "sts.amazonaws.com" } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "deploy" {
  role       = aws_iam_role.deploy.name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_role_policy" "deploy" {
  role   = aws_iam_role.deploy.id
  policy = jsonencode({})
}

data "google_project" "this" {}

resource "google_iam_workload_identity_pool" "ci" {
  workload_identity_pool_id = "ci-pool"
}

resource "google_iam_workload_identity_pool_provider" "ci" {
  workload_identity_pool_id          = google_iam_workload_identity_pool.ci.workload_identity_pool_id
  workload_identity_pool_provider_id = "gitlab"
  attribute_condition                = "assertion.namespace_id == '1'"
  attribute_mapping                  = { "google.subject" = "assertion.sub", "attribute.ref" = "assertion.ref" }
  oidc {
    issuer_uri        = "https://gitlab.com"
    allowed_audiences = ["https://example.com"]
  }
}

resource "google_service_account" "deploy" {
  account_id   = "deployer"
  display_name = "Deploys"
}

resource "google_service_account_iam_member" "deploy" {
  service_account_id = google_service_account.deploy.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.ci.name}/attribute.ref/main"
}

resource "google_project_iam_member" "deploy" {
  project = data.google_project.this.project_id
  role    = "roles/viewer"
  member  = "principal://iam.googleapis.com/${google_iam_workload_identity_pool.ci.name}/subject/x"
}

resource "vault_policy" "deploy" {
  name   = "deploy"
  policy = "path \"kv/*\" { capabilities = [\"read\"] }"
}

resource "vault_jwt_auth_backend" "ci" {
  path               = "gitlab"
  oidc_discovery_url = "https://gitlab.com"
  bound_issuer       = "https://gitlab.com"

  oidc_client_secret_wo         = "never stored"
  oidc_client_secret_wo_version = 1

  tune {
    default_lease_ttl = "10m"
  }
}

resource "vault_jwt_auth_backend_role" "deploy" {
  backend           = vault_jwt_auth_backend.ci.path
  role_name         = "deploy"
  role_type         = "jwt"
  user_claim        = "project_id"
  bound_audiences   = ["https://vault.example.com"]
  bound_claims_type = "glob"
  bound_claims      = { ref = "main,release-*", project_id = "1" }
  token_policies    = [vault_policy.deploy.name]
  token_ttl         = 600
}

resource "vault_generic_endpoint" "deploy" {
  path                 = "auth/${vault_jwt_auth_backend.ci.path}/role/other"
  ignore_absent_fields = true
  data_json = jsonencode({
    role_type       = "jwt"
    user_claim      = "project_id"
    bound_audiences = ["https://vault.example.com"]
  })
}

resource "azuread_application" "ci" {
  display_name = "ci"
}

resource "azuread_service_principal" "ci" {
  client_id = azuread_application.ci.client_id
}

resource "azuread_application_federated_identity_credential" "main" {
  application_id = azuread_application.ci.id
  display_name   = "main"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = "https://gitlab.com"
  subject        = "project_path:a/b:ref_type:branch:ref:main"
}

resource "azuread_application_flexible_federated_identity_credential" "any" {
  application_id             = azuread_application.ci.id
  display_name               = "any"
  audience                   = "api://AzureADTokenExchange"
  issuer                     = "https://gitlab.com"
  claims_matching_expression = "claims['sub'] matches 'project_path:a/b:*' and claims['project_id'] eq '1'"
}

resource "azurerm_resource_group" "ci" {
  name     = "ci"
  location = "westeurope"
}

resource "azurerm_user_assigned_identity" "ci" {
  name                = "ci"
  location            = azurerm_resource_group.ci.location
  resource_group_name = azurerm_resource_group.ci.name
}

resource "azurerm_federated_identity_credential" "main" {
  name                      = "main"
  user_assigned_identity_id = azurerm_user_assigned_identity.ci.id
  audience                  = ["api://AzureADTokenExchange"]
  issuer                    = "https://gitlab.com"
  subject                   = "project_path:a/b:ref_type:branch:ref:main"
}

output "account" {
  value = data.aws_caller_identity.me.account_id
}

output "role_arn" {
  value = aws_iam_role.deploy.arn
}

output "pool" {
  value = google_iam_workload_identity_pool.ci.name
}

output "client_id" {
  value = azuread_application.ci.client_id
}

output "accessor" {
  value = vault_jwt_auth_backend.ci.accessor
}
