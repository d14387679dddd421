locals {
  semaphore = provider::cioidc::jobs("semaphore", {
    organization = "my-org"
    project_ids  = ["*"]
    branches     = ["*"]
  }).jobs

  gitlab = provider::cioidc::jobs("gitlab", {
    projects = ["my-group/*"]
    branches = ["*"]
  }).jobs
}

# One for each issuer, with the audiences of all its jobs.
resource "aws_iam_openid_connect_provider" "ci" {
  for_each = provider::cioidc::aws_oidc_providers(concat(local.semaphore, local.gitlab), {
    audiences = ["sts.amazonaws.com"]
  }).providers

  url            = each.value.url
  client_id_list = each.value.client_id_list
}
