resource "cioidc_signing_key" "ci" {} # or with public_key_pem of a key in a KMS

locals {
  set = provider::cioidc::jwks([
    cioidc_signing_key.ci.public_jwk,
    # The one before, which live tokens are still signed with.
    <<-PEM
    -----BEGIN PUBLIC KEY-----
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEgI0GAILBdu7T53akrFmMyGcsF3n5
    dO7MmwNBHKW5SV1Itb/FJ9/OU9ascRUjfQMcz/h6BXC3c1Cp5QPucwWmmw==
    -----END PUBLIC KEY-----
    PEM
  ])
}

output "jwks" {
  value = local.set.json
}

# Stop where a relying party would refuse a token.
check "taken" {
  assert {
    condition     = local.set.taken_by["google"].taken == "yes"
    error_message = join("; ", local.set.taken_by["google"].reasons)
  }
}
