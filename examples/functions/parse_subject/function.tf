locals {
  # Whoever may push branches can make this subject, which ends like that of
  # the branch main.
  readings = provider::cioidc::parse_subject("circleci", join("/", [
    "org/01234567-89ab-4def-8123-4567890abcde",
    "project/76543210-ba98-4edc-8210-edcba0987654",
    "user/11111111-2222-4333-8444-555555555555",
    "vcs-origin/gitlab.com/my-group/web",
    "vcs-ref/refs/heads/x/vcs-ref/refs/heads/main",
  ]))
}

# A branch x/vcs-ref/refs/heads/main of one project, or main of another.
output "branches" {
  value = [for r in local.readings : r.variables.branch]
}

# A reading is what subject(…) takes to make it again.
output "again" {
  value = [
    for r in local.readings :
    provider::cioidc::subject("circleci", merge(r.variables, { form = r.form, presentation = r.presentation }))
  ]
}
