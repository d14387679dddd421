variable "branches" {
  description = "Branches that may deploy."
  type        = list(string)
  default     = ["main", "release-1.*"]

  validation {
    condition     = provider::cioidc::pattern_covers(["main", "release-*"], var.branches)
    error_message = "Only main and release branches may deploy."
  }
}

output "branches" {
  value = var.branches
}
