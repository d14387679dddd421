# Opened in the plan and again in the apply, each time with another key: what
# takes it takes it once for each version.
ephemeral "cioidc_signing_key" "ci" {
  algorithm = "RS256"
}

locals {
  key_version = 1 # another number makes another key
}

# The public part, for the documents that the issuer publishes. Beside it stands
# the private part's place, such as aws_secretsmanager_secret_version with
# secret_string_wo and secret_string_wo_version = local.key_version.
resource "cioidc_signing_key" "ci" {
  private_key_pem_wo         = ephemeral.cioidc_signing_key.ci.private_key_pem
  private_key_pem_wo_version = local.key_version
}

output "jwks" {
  value = provider::cioidc::jwks([cioidc_signing_key.ci.public_jwk]).json
}
