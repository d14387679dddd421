data "cioidc_semaphore_jobs" "all" {
  organization = "my-org"
  project_ids  = ["*"]
  branches     = ["*"]
}

data "cioidc_circleci_jobs" "all" {
  organization_id = "01234567-89ab-4def-8123-4567890abcde"
  project_ids     = ["*"]
  branches        = ["*"]
}

data "cioidc_aws_oidc_providers" "ci" {
  jobs = concat(data.cioidc_semaphore_jobs.all.jobs, data.cioidc_circleci_jobs.all.jobs)
}

resource "aws_iam_openid_connect_provider" "ci" {
  for_each = data.cioidc_aws_oidc_providers.ci.providers

  url            = each.value.url
  client_id_list = each.value.client_id_list
}
