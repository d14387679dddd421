locals {
  # A provider as it is often written: whose token is it?
  decision = provider::cioidc::google_admits(
    {
      issuer_uri          = "https://gitlab.com"
      allowed_audiences   = ["https://gitlab.com"]
      attribute_mapping   = { "google.subject" = "assertion.sub" }
      attribute_condition = "assertion.ref == 'main'"
    },
    {
      iss          = "https://gitlab.com"
      aud          = "https://gitlab.com"
      sub          = "project_path:somebody/else:ref_type:branch:ref:main"
      project_path = "somebody/else"
      ref          = "main"
    },
  )
}

output "admitted" {
  value = local.decision.admitted # true: the condition does not say whose branch main
}

output "reason" {
  value = local.decision.reason
}
