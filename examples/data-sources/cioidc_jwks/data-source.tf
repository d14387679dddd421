data "cioidc_jwks" "ci" {
  keys = [
    <<-PEM
    -----BEGIN PUBLIC KEY-----
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEgI0GAILBdu7T53akrFmMyGcsF3n5
    dO7MmwNBHKW5SV1Itb/FJ9/OU9ascRUjfQMcz/h6BXC3c1Cp5QPucwWmmw==
    -----END PUBLIC KEY-----
    PEM
  ]
}

output "jwks" {
  value = data.cioidc_jwks.ci.json
}

output "aws_takes_it" {
  value = data.cioidc_jwks.ci.taken_by["aws"].taken # yes
}
