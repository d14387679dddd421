variable "name" {
  description = "The role's name."
  type        = string
}

variable "platform" {
  description = "The CI platform: circleci, gitlab or semaphore."
  type        = string
}

# Platforms have different filters, so the type is left open and the function
# checks them. can() lets the module speak for itself; without the validation, the
# call in main.tf fails with the function's own text, which names filter and way out.
variable "filters" {
  description = "Which jobs: the filters of provider::cioidc::jobs for this platform."
  type        = any

  validation {
    condition     = can(provider::cioidc::jobs(var.platform, var.filters).jobs)
    error_message = "These are no filters for this platform: run provider::cioidc::jobs with them in \"terraform console\" to see why."
  }
}

variable "account_id" {
  description = "The AWS account that holds the OIDC provider."
  type        = string
}

variable "audiences" {
  description = "The aud of the jobs' tokens, where the platform lets jobs pick it (GitLab)."
  type        = list(string)
  default     = null
}
