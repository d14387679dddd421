data "cioidc_gitlab_jobs" "deploy" {
  projects    = ["my-group/my-project"]
  project_ids = ["57382910"]
  branches    = ["main"]
}

data "cioidc_aws_trust_policy" "deploy" {
  jobs       = data.cioidc_gitlab_jobs.deploy.jobs
  account_id = "123456789012"
  audiences  = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "deploy" {
  name               = "deploy"
  description        = data.cioidc_aws_trust_policy.deploy.description
  assume_role_policy = data.cioidc_aws_trust_policy.deploy.json
}
