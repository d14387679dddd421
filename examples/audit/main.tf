# An audit of what you have: every trust document in one for expression, and a
# table of what to do, the worst first. Nothing here stops a plan.

terraform {
  required_version = ">= 1.8"

  required_providers {
    cioidc = {
      source  = "cioidc/cioidc"
      version = "~> 0.1"
    }
  }
}

locals {
  # 1. The documents, each in the block of its relying party.
  documents = merge(
    { for name, r in local.web_identities : "aws ${name}" => { aws = { policy = {
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = "${local.account}:oidc-provider/${r.idp}" }
        Condition = r.conditions
      }]
    } } } },
    { for name, principal in local.services : "aws ${name}" => { aws = { policy = {
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = principal }]
    } } } },
    { for name, role in local.vault_roles : "vault ${name}" => { vault = role } },
    { for name, provider in local.google_providers : "google ${name}" => { google = provider } },
    { for name, credentials in local.azure_applications : "azure ${name}" => { azure = { credentials = credentials } } },
  )

  # 2. Who is meant, where somebody knows: these are compared as well.
  meant = {
    "aws billing-export" = provider::cioidc::jobs("gitlab", { projects = ["my-group/billing"], branches = ["main"] }).jobs
    "aws billing-preview" = provider::cioidc::jobs("gitlab", {
      projects = ["my-group/billing"], branches = ["*"]
    }).jobs
    "vault deploy" = provider::cioidc::jobs("gitlab", { project_ids = ["57382910"], branches = ["main"] }).jobs
  }
  audiences = { aws = ["sts.amazonaws.com"], vault = ["https://vault.example.com"] }

  # 3. What somebody has looked at and takes on, with the reason.
  taken_on = {
    "aws api-preview" = { CT021 = "previews are what this role is for" }
  }

  # 4. The audit.
  checked = { for name, document in local.documents : name => provider::cioidc::trust_check(document, {
    jobs            = try(local.meant[name], null)
    audiences       = try(local.meant[name], null) == null ? null : local.audiences[keys(document)[0]]
    ignore_findings = try(local.taken_on[name], null)
  }) }

  # 5. The table: one row for each document that somebody must look at. One that
  # lets in others than those who are meant is an error, whatever its text.
  rows = [for name, c in local.checked : {
    document = name
    severity = contains(["wider", "overlapping", "disjoint"], coalesce(c.relation, "none")) ? "error" : try(c.findings[0].severity, "none")
    relation = c.relation # null where nobody said who is meant
    codes    = join(" ", distinct(c.findings[*].code))
    what     = try(c.findings[0].title, "")
    detail   = try(c.findings[0].detail, c.summary)
    who_else = try([for t in concat([c.wider_example], c.findings[*].example) : jsondecode(t).sub if t != null][0], null)
  } if length(c.findings) > 0 || !contains(["equal", "none"], coalesce(c.relation, "none"))]
  table = flatten([for s in ["error", "warning", "info", "none"] : [for r in local.rows : r if r.severity == s]])
}

output "table" {
  value = local.table
}

# The same for a terminal or a ticket: terraform output -raw report
output "report" {
  value = join("\n", concat(
    [format("%-7s  %-26s  %-11s  %-29s  %s", "worst", "document", "relation", "findings", "first of them")],
    [for r in local.table : format("%-7s  %-26s  %-11s  %-29s  %s", r.severity, r.document, coalesce(r.relation, "-"), r.codes, r.what)],
    ["", "${length(local.documents)} documents: ${length(local.table)} to look at, ${length([for c in local.checked : c if !c.applies])} trust no web identity."],
  ))
}
