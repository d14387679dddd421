# The job side: the file .semaphore/semaphore.yml of the repository that the jobs run in,
# made for the same jobs. It is beside this one, and a test keeps it current.

variable "tenant_id" {
  description = "The tenant's UUID."
  type        = string
  default     = "66666666-7777-4888-9999-aaaaaaaaaaaa"
}

output "pipeline" {
  value = provider::cioidc::pipeline("semaphore", "azure", {
    jobs      = local.jobs
    client_id = azuread_application.deploy.client_id
    tenant_id = var.tenant_id
    commands  = ["az account show"]
  }).yaml
}
