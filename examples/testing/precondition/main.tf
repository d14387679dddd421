# A precondition stops the plan before the role is made or changed. The policy is
# somebody else's: here a variable, in real life a module's output or a file.

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

variable "subject" {
  type        = string
  description = "The subjects that get in, as StringLike takes them."
  default     = "project_path:my-group/my-project:ref_type:branch:ref:main"
}

locals {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/gitlab.com" }
      Condition = {
        StringEquals = { "gitlab.com:aud" = "sts.amazonaws.com" }
        StringLike   = { "gitlab.com:sub" = var.subject }
      }
    }]
  })

  checked = provider::cioidc::trust_check({ aws = { policy = local.policy } }, {
    jobs = provider::cioidc::jobs("gitlab", {
      projects = ["my-group/my-project"]
      branches = ["main"]
    }).jobs
    audiences = ["sts.amazonaws.com"]
  })
}

resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = local.policy

  lifecycle {
    precondition {
      condition     = contains(["equal", "narrower"], local.checked.relation)
      error_message = "The role deploy would let others in:\n${local.checked.summary}"
    }
  }
}
