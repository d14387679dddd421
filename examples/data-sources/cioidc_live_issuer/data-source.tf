variable "issuer" {
  type        = string
  description = "The issuer's URL as the tokens' iss has it, such as https://ci.example.com."
}

variable "ca_pem" {
  type        = string
  default     = null
  description = "Certificate of the authority of a private issuer; null for those that the system trusts."
}

variable "private" {
  type        = bool
  default     = false
  description = "Whether the issuer is in a private network."
}

data "cioidc_live_issuer" "ci" {
  url           = var.issuer
  ca_pem        = var.ca_pem
  allow_private = var.private

  lifecycle {
    postcondition {
      condition     = !contains(self.findings[*].severity, "error")
      error_message = join("\n", [for f in self.findings : "${f.code} ${f.title}: ${f.detail}"])
    }
  }
}

# What relying parties find at this moment.
output "published" {
  value = {
    kids     = data.cioidc_live_issuer.ci.kids
    taken_by = { for party, verdict in data.cioidc_live_issuer.ci.taken_by : party => verdict.taken }
  }
}
