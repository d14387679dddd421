data "cioidc_issuer_documents" "ci" {
  url = "https://ci-keys.example.com"
  jwks = jsonencode({
    keys = [{
      kty = "EC"
      crv = "P-256"
      kid = "2026-11"
      x   = "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0"
      y   = "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"
    }]
  })
}

output "files" {
  value = { for d in data.cioidc_issuer_documents.ci.documents : d.path => d.body }
}
