terraform {
  required_providers {
    cioidc = { source = "cioidc/cioidc" }
  }
}

variable "word" {
  type = string
}

output "word" {
  value = provider::cioidc::shout(var.word)
}
