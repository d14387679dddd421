locals {
  jobs = provider::cioidc::jobs("gitlab", {
    projects    = ["my-group/my-project"]
    project_ids = ["57382910"]
    branches    = ["main"]
  }).jobs

  trust = provider::cioidc::aws_trust_policy(local.jobs, {
    account_id = "123456789012"
    audiences  = ["sts.amazonaws.com"] # GitLab jobs pick theirs
  })
}

resource "aws_iam_role" "deploy" {
  name               = "deploy"
  description        = local.trust.description
  assume_role_policy = local.trust.json
}
