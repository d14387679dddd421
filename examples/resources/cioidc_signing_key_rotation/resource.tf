resource "cioidc_signing_key_rotation" "ci" {
  token_lifetime = "24h" # as the platform sets exp
  rotate_every   = "90d"
  rp_cache       = "24h" # at least the max-age of the published set
}

# The two documents, for a bucket or a web server.
output "documents" {
  value = provider::cioidc::issuer_documents("https://ci-keys.example.com", cioidc_signing_key_rotation.ci.jwks_json).documents
}

# Self-hosted Semaphore's directory of keys.
output "files" {
  value     = { for k in cioidc_signing_key_rotation.ci.keys : k.file_name => k.file_pem }
  sensitive = true
}
