data "cioidc_semaphore_jobs" "deploy" {
  organization = "my-org"
  project_ids  = ["936a5312-a3b8-4921-8b3f-2cec8baac574"]
  branches     = ["main"]
}

data "cioidc_google_workload_identity" "ci" {
  project_number = "123456789012"
  pool_id        = "semaphore"
  provider_id    = "my-org"

  grants = {
    deploy = {
      jobs            = data.cioidc_semaphore_jobs.deploy.jobs
      service_account = "deploy@my-project.iam.gserviceaccount.com"
    }
  }
}

resource "google_iam_workload_identity_pool_provider" "ci" {
  workload_identity_pool_id          = "semaphore"
  workload_identity_pool_provider_id = "my-org"
  attribute_mapping                  = data.cioidc_google_workload_identity.ci.attribute_mapping
  attribute_condition                = data.cioidc_google_workload_identity.ci.attribute_condition

  oidc {
    issuer_uri        = data.cioidc_google_workload_identity.ci.issuer_uri
    allowed_audiences = data.cioidc_google_workload_identity.ci.allowed_audiences
  }
}

resource "google_service_account_iam_member" "deploy" {
  for_each = data.cioidc_google_workload_identity.ci.granted["deploy"].members

  service_account_id = "projects/my-project/serviceAccounts/deploy@my-project.iam.gserviceaccount.com"
  role               = "roles/iam.workloadIdentityUser"
  member             = each.value
}
