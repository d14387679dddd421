locals {
  jobs = provider::cioidc::jobs("semaphore", {
    organization = "my-org"
    project_ids  = ["936a5312-a3b8-4921-8b3f-2cec8baac574"]
    branches     = ["main"]
  }).jobs

  # One provider serves several grants, each with jobs of its own.
  grants = {
    deploy = {
      jobs            = local.jobs
      service_account = "deploy@my-project.iam.gserviceaccount.com"
    }
    read = {
      jobs = local.jobs # no service account: the member is granted roles directly
    }
  }

  trust = provider::cioidc::google_workload_identity(local.grants, {
    project_number = "123456789012"
    pool_id        = "semaphore"
    provider_id    = "my-org"
  })
}

resource "google_iam_workload_identity_pool_provider" "ci" {
  workload_identity_pool_id          = "semaphore"
  workload_identity_pool_provider_id = "my-org"
  attribute_mapping                  = local.trust.attribute_mapping
  attribute_condition                = local.trust.attribute_condition

  oidc {
    issuer_uri        = local.trust.issuer_uri
    allowed_audiences = local.trust.allowed_audiences
  }
}

resource "google_service_account_iam_member" "deploy" {
  for_each = local.trust.grants["deploy"].members

  service_account_id = "projects/my-project/serviceAccounts/deploy@my-project.iam.gserviceaccount.com"
  role               = "roles/iam.workloadIdentityUser"
  member             = each.value
}

resource "google_project_iam_member" "read" {
  for_each = local.trust.grants["read"].members

  project = "my-project"
  role    = "roles/storage.objectViewer"
  member  = each.value
}
