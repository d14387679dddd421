# A check block looks at the role that is there, in every plan, and warns. It
# never blocks: not the plan, not the apply, not even in a pipeline.

terraform {
  required_version = ">= 1.8"

  required_providers {
    cioidc = {
      source  = "cioidc/cioidc"
      version = "~> 0.1"
    }
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

locals {
  deploy = provider::cioidc::jobs("gitlab", {
    name        = "deploy"
    projects    = ["my-group/my-project"]
    project_ids = ["57382910"]
    branches    = ["main"]
  })
  trust = provider::cioidc::aws_trust_policy(local.deploy.jobs, {
    account_id = "123456789012"
    audiences  = ["sts.amazonaws.com"]
  })
}

resource "aws_iam_role" "deploy" {
  name               = "deploy"
  description        = local.trust.description
  assume_role_policy = local.trust.json
}

check "deploy" {
  assert {
    condition = provider::cioidc::trust_check(
      { aws = { policy = aws_iam_role.deploy.assume_role_policy } },
      { jobs = local.deploy.jobs, audiences = ["sts.amazonaws.com"] },
    ).relation == "equal"
    error_message = "The role deploy does not admit exactly the jobs that it is for."
  }
}
