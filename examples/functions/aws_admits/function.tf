locals {
  trust = provider::cioidc::aws_trust_policy(
    provider::cioidc::jobs("gitlab", { projects = ["my-group/my-project"], branches = ["main"] }).jobs,
    { account_id = "123456789012", audiences = ["sts.amazonaws.com"] },
  )

  # Who must get in, and who must not.
  decisions = {
    for ref in ["main", "main-2"] : ref => provider::cioidc::aws_admits(local.trust.json, {
      iss = "https://gitlab.com"
      aud = "sts.amazonaws.com"
      sub = "project_path:my-group/my-project:ref_type:branch:ref:${ref}"
    })
  }
}

check "trust" {
  assert {
    condition     = local.decisions["main"].admitted && !local.decisions["main-2"].admitted
    error_message = join("\n", [for ref, d in local.decisions : "${ref}: ${d.reason}"])
  }
}

output "admitted" {
  value = { for ref, d in local.decisions : ref => d.admitted }
}
