locals {
  jobs = provider::cioidc::jobs("gitlab", {
    projects    = ["my-group/my-project"]
    project_ids = ["57382910"]
    branches    = ["main"]
  }).jobs

  audiences = ["https://vault.example.com"]

  # Trust: the arguments of vault_jwt_auth_backend_role.
  role = provider::cioidc::vault_jwt_role(local.jobs, { audiences = local.audiences })

  # Job: the same description and the same audience. A disagreement stops the plan.
  pipeline = provider::cioidc::pipeline("gitlab", "vault", {
    jobs      = local.jobs
    audiences = local.audiences
    address   = "https://vault.example.com:8200"
    role      = "deploy"
    secrets = {
      DB_PASSWORD = { path = "deploy", field = "password" }
    }
    commands = ["make deploy"]
  })
}

output "gitlab_ci_yml" {
  value = local.pipeline.yaml
}

# For a job that is there already: paste these lines before its own.
output "steps" {
  value = local.pipeline.steps
}
