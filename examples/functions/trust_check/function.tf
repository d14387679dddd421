locals {
  # Who is meant to get in.
  deploy = provider::cioidc::jobs("github", {
    name         = "deploy web"
    repositories = ["my-org/web"]
    branches     = ["main"]
  })

  # The policy that the role has: the output of "aws iam get-role", a data
  # source, a file.
  policy = {
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
      Condition = {
        StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" }
        StringLike   = { "token.actions.githubusercontent.com:sub" = "repo:my-org/web*" }
      }
    }]
  }

  checked = provider::cioidc::trust_check({ aws = { policy = local.policy } }, {
    jobs      = local.deploy.jobs
    audiences = ["sts.amazonaws.com"]

    # Tokens that must get in, or must not: claims, or decode_token(…).
    tokens = {
      pull_request = {
        iss = "https://token.actions.githubusercontent.com"
        aud = "sts.amazonaws.com"
        sub = "repo:my-org/web:pull_request"
      }
    }
  })
}

# The function answers and stops nothing. What is done about the answer is said
# where it matters: in a precondition, a check block or a test.
output "relation" {
  value = local.checked.relation # overlapping: others get in, and jobs with the new immutable subjects do not
}

output "who_else" {
  value = try(jsondecode(local.checked.wider_example).sub, null)
}

output "findings" {
  value = [for f in local.checked.findings : "${f.code} ${f.title}: ${f.detail}"]
}

output "pull_requests_get_in" {
  value = local.checked.decisions["pull_request"].admitted
}
