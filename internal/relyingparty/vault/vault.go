// Package vault compiles jobs to a JWT role of HashiCorp Vault or OpenBao and
// the mount's issuer, and reads roles. Facts: vault-plugin-auth-jwt v0.26
// (path_role.go, claims.go) and what the official Terraform provider sends: it splits
// bound_claims at commas, trims the parts, and makes strings of everything.
package vault

import "github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"

// Party is HashiCorp Vault, and OpenBao, for the list of relying parties.
var Party = relyingparty.Party{
	Name: "vault", Title: "Vault", Long: "Vault",
	Audiences: []string{"vault.workload.identity"},
	Kinds:     []relyingparty.Kind{roleKind},
	Marks:     []string{"role_type", "user_claim", "bound_audiences", "bound_claims", "bound_subject", "bound_issuer"},
	Block:     "The role as the HTTP API has it (`bound_audiences`, `bound_subject`, `bound_claims`, `bound_claims_type`, `user_claim` …) with `bound_issuer` of the auth method. An object or JSON.",
	Read: func(_ string, decoded any) (relyingparty.Document, error) {
		return relyingparty.AsDocument(read(decoded))
	},
	Admission: relyingparty.Admission{
		Title:     "Whether a JWT role of HashiCorp Vault or OpenBao admits a token",
		Doc:       "Answers whether a login to the JWT auth method with this role takes a token with these claims, in the order in which Vault checks: issuer, audiences, subject, claims, `user_claim`. A refusal names every claim that fails, where Vault names one.",
		Parameter: "role",
		About:     "The role as the HTTP API has it (`bound_audiences`, `bound_subject`, `bound_claims`, `bound_claims_type`, `user_claim` …) with `bound_issuer` of the auth method.",
	},
	Takes: takes,
}
