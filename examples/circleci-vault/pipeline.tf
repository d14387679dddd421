# The job side: the file .circleci/config.yml of the repository that the jobs run in,
# made for the same jobs. It is beside this one, and a test keeps it current.

variable "vault_address" {
  description = "Where the jobs reach Vault."
  type        = string
  default     = "https://vault.example.com:8200"
}

output "pipeline" {
  value = provider::cioidc::pipeline("circleci", "vault", {
    jobs     = local.jobs
    contexts = ["deploy"] # the name of var.context_id
    address  = var.vault_address
    mount    = vault_jwt_auth_backend.ci.path
    role     = vault_jwt_auth_backend_role.deploy.role_name
    secrets  = { DEPLOY_KEY = { path = "deploy", field = "key" } }
    commands = ["make deploy"]
  }).yaml
}
