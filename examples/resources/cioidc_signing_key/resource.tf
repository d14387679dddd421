# Made here: the private key lies in the state, in clear text.
resource "cioidc_signing_key" "trial" {
  algorithm = "RS256"
}

# In a KMS: the provider never sees the private key.
resource "cioidc_signing_key" "kms" {
  public_key_pem = <<-PEM
  -----BEGIN PUBLIC KEY-----
  MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEgI0GAILBdu7T53akrFmMyGcsF3n5
  dO7MmwNBHKW5SV1Itb/FJ9/OU9ascRUjfQMcz/h6BXC3c1Cp5QPucwWmmw==
  -----END PUBLIC KEY-----
  PEM
  kid_format     = "kubernetes"
}

output "jwks" {
  value = provider::cioidc::jwks([cioidc_signing_key.trial.public_jwk, cioidc_signing_key.kms.public_jwk]).json
}
