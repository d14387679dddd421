package admission

// The table of relying parties whose documents are read.

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
)

// admissions are the relying parties whose documents are read, in the order of
// the docs.
var admissions = []admission{
	{
		name:      "aws_admits",
		title:     "Whether an AWS trust policy admits a token",
		doc:       "Answers whether `sts:AssumeRoleWithWebIdentity` on a role with this trust policy lets in a token with these claims, as AWS documents the evaluation of policies: statements, principals, conditions with their operators and keys, and an explicit deny before any allow.",
		parameter: "policy",
		about:     "The role's trust policy, `assume_role_policy`.",
		parse:     parser(aws.Parse),
	},
	{
		name:      "google_admits",
		title:     "Whether a Google workload identity pool provider admits a token",
		doc:       "Answers whether a workload identity pool provider takes a token with these claims: issuer, audience, the attribute mapping (`google.subject` must come to 1 to 127 bytes) and the attribute condition in CEL. Whom an IAM binding then lets do what is another question.",
		parameter: "provider",
		about:     "The provider: `issuer_uri`, `allowed_audiences`, `attribute_mapping`, `attribute_condition`, and `name` where the default audience is used.",
		parse:     parser(google.Parse),
	},
	{
		name:      "vault_admits",
		title:     "Whether a JWT role of HashiCorp Vault or OpenBao admits a token",
		doc:       "Answers whether a login to the JWT auth method with this role takes a token with these claims, in the order in which Vault checks: issuer, audiences, subject, claims, `user_claim`. A refusal names every claim that fails, where Vault names one.",
		parameter: "role",
		about:     "The role as the HTTP API has it (`bound_audiences`, `bound_subject`, `bound_claims`, `bound_claims_type`, `user_claim` …) with `bound_issuer` of the auth method.",
		parse:     parser(vault.Parse),
	},
	{
		name:      "azure_admits",
		title:     "Whether federated identity credentials of Microsoft Entra admit a token",
		doc:       "Answers whether one of an application's or identity's federated credentials matches a token with these claims: issuer, subject and audience compared whole and in case, and flexible credentials by their claims matching expression.",
		parameter: "credentials",
		about:     "The result of `azure_federated_credentials`, or `credentials` and `flexible_credentials` like it: maps or lists of credentials as the official resources take them.",
		parse:     parser(azure.Parse),
	},
}
