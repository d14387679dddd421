locals {
  # The signature is cut off: what is read need not be a credential.
  token = provider::cioidc::decode_token(join(".", [
    "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0",
    "eyJpc3MiOiJodHRwczovL2dpdGxhYi5jb20iLCJhdWQiOiJzdHMuYW1hem9uYXdzLmNvbSIsInN1YiI6InByb2plY3RfcGF0aDpteS1ncm91cC9teS1wcm9qZWN0OnJlZl90eXBlOmJyYW5jaDpyZWY6bWFpbiIsImV4cCI6MTc2MzcxMjAwMH0",
    "",
  ]))
}

output "who" {
  value = "${local.token.issuer} ${local.token.subject} until ${local.token.expires_at}"
}

output "claims" {
  value = jsondecode(local.token.claims_json)
}
