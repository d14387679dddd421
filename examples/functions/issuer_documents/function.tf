resource "cioidc_signing_key" "ci" {}

locals {
  issuer = "https://ci-keys.example.com"
  published = provider::cioidc::issuer_documents(
    local.issuer,
    provider::cioidc::jwks([cioidc_signing_key.ci.public_jwk]).json
  )
}

# The keys of documents are known before the key is made, so this plans in one
# go. In a bucket it is aws_s3_object with key, content, content_type and
# cache_control.
resource "terraform_data" "object" {
  for_each = local.published.documents
  input = {
    key           = each.value.path
    content       = each.value.body
    content_type  = each.value.content_type
    cache_control = each.value.cache_control
  }
}

output "discovery" {
  value = local.published.documents["discovery"].body
}
