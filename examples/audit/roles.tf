# Fifty trust documents as they lie about in a company that is no worse than
# others. In yours they come from data sources, from "aws iam list-roles" through
# a file, or from the modules that make them.

locals {
  account = "arn:aws:iam::123456789012"
  github  = "token.actions.githubusercontent.com"
  circle  = "oidc.circleci.com/org/01234567-89ab-4def-8123-4567890abcde"

  # AWS roles that CI jobs take: whose tokens, and on what conditions.
  web_identities = {
    api-deploy        = { idp = local.github, conditions = { StringEquals = { "${local.github}:aud" = "sts.amazonaws.com", "${local.github}:sub" = ["repo:my-org/api:ref:refs/heads/main", "repo:my-org@123456/api@456789:ref:refs/heads/main"] } } }
    api-preview       = { idp = local.github, conditions = { StringEquals = { "${local.github}:aud" = "sts.amazonaws.com" }, StringLike = { "${local.github}:sub" = "repo:my-org/api:*" } } }
    web-deploy        = { idp = local.github, conditions = { StringEquals = { "${local.github}:aud" = "sts.amazonaws.com", "${local.github}:sub" = "repo:my-org/web:ref:refs/heads/main" } } }
    web-production    = { idp = local.github, conditions = { StringEquals = { "${local.github}:aud" = "sts.amazonaws.com", "${local.github}:sub" = "repo:my-org/web:environment:production" } } }
    data-lake         = { idp = local.github, conditions = { StringEquals = { "${local.github}:aud" = "sts.amazonaws.com" }, StringLike = { "${local.github}:sub" = "repo:my-org*" } } }
    terraform-apply   = { idp = local.github, conditions = { StringEquals = { "${local.github}:aud" = "sts.amazonaws.com" } } }
    terraform-plan    = { idp = local.github, conditions = { StringEquals = { "${local.github}:aud" = "sts.amazonaws.com" }, StringLike = { "${local.github}:sub" = "repo:my-org/*:pull_request" } } }
    release-tags      = { idp = local.github, conditions = { StringEquals = { "${local.github}:aud" = "sts.amazonaws.com", "${local.github}:sub" = "repo:my-org/web:ref:refs/tags/v*" } } }
    docs-site         = { idp = local.github, conditions = { StringEquals = { "${local.github}:aud" = "sts.amazonaws.com" }, "ForAllValues:StringLike" = { "${local.github}:sub" = "repo:my-org/docs:*" } } }
    mobile-build      = { idp = local.github, conditions = { StringLike = { "${local.github}:sub" = ["repo:my-org/mobile:ref:refs/heads/main", "*"] } } }
    partner-share     = { idp = local.github, conditions = { StringNotLike = { "${local.github}:sub" = "repo:rival-org/*" } } }
    actor-gate        = { idp = local.github, conditions = { StringEquals = { "${local.github}:aud" = "sts.amazonaws.com", "${local.github}:actor" = "octocat" } } }
    billing-export    = { idp = "gitlab.com", conditions = { StringEquals = { "gitlab.com:aud" = "sts.amazonaws.com", "gitlab.com:sub" = "project_path:my-group/billing:ref_type:branch:ref:main" } } }
    billing-preview   = { idp = "gitlab.com", conditions = { StringEquals = { "gitlab.com:aud" = "sts.amazonaws.com" }, StringLike = { "gitlab.com:sub" = "project_path:my-group/billing:*" } } }
    group-deploy      = { idp = "gitlab.com", conditions = { StringEquals = { "gitlab.com:aud" = "sts.amazonaws.com" }, StringLike = { "gitlab.com:sub" = "project_path:my-group*:ref:main" } } }
    any-main          = { idp = "gitlab.com", conditions = { StringEquals = { "gitlab.com:aud" = "sts.amazonaws.com" }, StringLike = { "gitlab.com:sub" = "*:ref_type:branch:ref:main" } } }
    old-audience      = { idp = "gitlab.com", conditions = { StringEquals = { "gitlab.com:aud" = "https://gitlab.com/", "gitlab.com:sub" = "project_path:my-group/legacy:ref_type:branch:ref:main" } } }
    merge-requests    = { idp = "gitlab.com", conditions = { StringEquals = { "gitlab.com:aud" = "sts.amazonaws.com" }, StringLike = { "gitlab.com:sub" = "project_path:my-group/app:ref_type:mr:ref:*" } } }
    circle-deploy     = { idp = local.circle, conditions = { StringEquals = { "${local.circle}:aud" = "01234567-89ab-4def-8123-4567890abcde" }, StringLike = { "${local.circle}:sub" = "org/01234567-89ab-4def-8123-4567890abcde/project/*/user/*/vcs-origin/github.com/my-org/*/vcs-ref/refs/heads/main" } } }
    circle-project    = { idp = local.circle, conditions = { StringEquals = { "${local.circle}:aud" = "01234567-89ab-4def-8123-4567890abcde" }, StringLike = { "${local.circle}:sub" = "org/01234567-89ab-4def-8123-4567890abcde/project/76543210-ba98-4edc-8210-edcba0987654/user/*" } } }
    circle-sts        = { idp = local.circle, conditions = { StringEquals = { "${local.circle}:aud" = "sts.amazonaws.com" }, StringLike = { "${local.circle}:sub" = "org/01234567-89ab-4def-8123-4567890abcde/project/76543210-ba98-4edc-8210-edcba0987654/user/*" } } }
    semaphore-deploy  = { idp = "my-org.semaphoreci.com", conditions = { StringEquals = { "my-org.semaphoreci.com:aud" = "https://my-org.semaphoreci.com", "my-org.semaphoreci.com:sub" = "org:my-org:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:web:ref_type:branch:ref:refs/heads/main" } } }
    semaphore-project = { idp = "my-org.semaphoreci.com", conditions = { StringEquals = { "my-org.semaphoreci.com:aud" = "https://my-org.semaphoreci.com" }, StringLike = { "my-org.semaphoreci.com:sub" = "org:my-org:project:936a5312-a3b8-4921-8b3f-2cec8baac574:*" } } }
    hcp-workspace     = { idp = "app.terraform.io", conditions = { StringEquals = { "app.terraform.io:aud" = "aws.workload.identity" }, StringLike = { "app.terraform.io:sub" = "organization:my-org:project:*:workspace:prod*:run_phase:apply" } } }
  }

  # AWS roles that no CI job takes: services, other accounts, single sign-on.
  services = {
    lambda-exec     = { Service = "lambda.amazonaws.com" }
    ecs-tasks       = { Service = "ecs-tasks.amazonaws.com" }
    ec2-bastion     = { Service = "ec2.amazonaws.com" }
    codebuild       = { Service = "codebuild.amazonaws.com" }
    glue-jobs       = { Service = "glue.amazonaws.com" }
    rds-monitoring  = { Service = "monitoring.rds.amazonaws.com" }
    step-functions  = { Service = "states.amazonaws.com" }
    flow-logs       = { Service = "vpc-flow-logs.amazonaws.com" }
    backup          = { Service = "backup.amazonaws.com" }
    config-recorder = { Service = "config.amazonaws.com" }
    break-glass     = { AWS = "${local.account}:root" }
    auditors        = { AWS = "arn:aws:iam::210987654321:role/auditor" }
  }

  vault_roles = {
    deploy = {
      role_type       = "jwt", user_claim = "project_id", bound_issuer = "https://gitlab.com"
      bound_audiences = ["https://vault.example.com"]
      bound_claims    = { project_id = "57382910", ref_type = "branch", ref = "main" }
    }
    group = {
      role_type         = "jwt", user_claim = "project_id", bound_issuer = "https://gitlab.com"
      bound_audiences   = ["https://vault.example.com"]
      bound_claims_type = "glob"
      bound_claims      = { namespace_path = "my-group*", ref = "main" }
    }
    forgot-glob = {
      role_type       = "jwt", user_claim = "project_id", bound_issuer = "https://gitlab.com"
      bound_audiences = ["https://vault.example.com"]
      bound_claims    = { project_path = "my-group/*", ref_type = "branch" }
    }
    subject = {
      role_type       = "jwt", user_claim = "sub", bound_issuer = "https://gitlab.com"
      bound_audiences = ["https://vault.example.com"]
      bound_subject   = "project_path:my-group/my-project:ref_type:branch:ref:main"
    }
    actions = {
      role_type         = "jwt", user_claim = "repository", bound_issuer = "https://token.actions.githubusercontent.com"
      bound_audiences   = ["https://vault.example.com"]
      bound_claims_type = "glob"
      bound_claims      = { repository = "my-org/*" }
    }
    open = {
      role_type       = "jwt", user_claim = "sub", bound_issuer = "https://token.actions.githubusercontent.com"
      bound_audiences = ["https://vault.example.com"]
    }
  }

  google_providers = {
    gitlab-main = {
      issuer_uri          = "https://gitlab.com", allowed_audiences = ["https://iam.googleapis.com/ci"]
      attribute_mapping   = { "google.subject" = "assertion.project_id" }
      attribute_condition = "assertion.project_id == '57382910' && assertion.ref_type == 'branch' && assertion.ref == 'main'"
    }
    gitlab-prefix = {
      issuer_uri          = "https://gitlab.com", allowed_audiences = ["https://iam.googleapis.com/ci"]
      attribute_mapping   = { "google.subject" = "assertion.sub" }
      attribute_condition = "assertion.project_path.startsWith('my-group')"
    }
    github-owner = {
      issuer_uri          = "https://token.actions.githubusercontent.com", allowed_audiences = ["https://iam.googleapis.com/ci"]
      attribute_mapping   = { "google.subject" = "assertion.sub", "attribute.repository" = "assertion.repository" }
      attribute_condition = "assertion.repository_owner == 'my-org'"
    }
    github-matches = {
      issuer_uri          = "https://token.actions.githubusercontent.com", allowed_audiences = ["https://iam.googleapis.com/ci"]
      attribute_mapping   = { "google.subject" = "assertion.sub" }
      attribute_condition = "assertion.repository.matches('my-org/.*')"
    }
    github-environment = {
      issuer_uri          = "https://token.actions.githubusercontent.com", allowed_audiences = ["https://iam.googleapis.com/ci"]
      attribute_mapping   = { "google.subject" = "assertion.sub" }
      attribute_condition = "assertion.environment == 'production' || assertion.repository_owner_id == '123456'"
    }
  }

  azure_applications = {
    deploy = [{ issuer = "https://gitlab.com", audiences = ["api://AzureADTokenExchange"], subject = "project_path:my-group/my-project:ref_type:branch:ref:main" }]
    glob   = [{ issuer = "https://token.actions.githubusercontent.com", audiences = ["api://AzureADTokenExchange"], subject = "repo:my-org/web:*" }]
    slash  = [{ issuer = "https://token.actions.githubusercontent.com/", audiences = ["api://AzureADTokenExchange"], subject = "repo:my-org/web:ref:refs/heads/main" }]
  }
}
