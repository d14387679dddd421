package main

// Relying parties as the engine's measurements call them.

import (
	"maps"
	"slices"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

type options = map[string]any

// A party is a relying party as its function is called.
type party struct {
	name            string
	decision, proof time.Duration // goals
	options         options
	audience        string // the option that says it
	// pending is the option that puts the proof off while it is known only after
	// apply, and nothing else but the audience.
	pending string
	compile func(trust.Jobs, value.V) (any, problem.List)
	parse   func(string) (proof.Document, error)
}

var parties = []party{
	{
		name: "AWS", decision: goalDecision, proof: goalProof, audience: "audiences", pending: "audiences",
		options: options{"account_id": account},
		compile: func(j trust.Jobs, o value.V) (any, problem.List) { return both(aws.TrustPolicy(j, o)) },
		parse:   func(s string) (proof.Document, error) { return aws.Parse(s) },
	},
	{
		name: "Vault", decision: goalDecision, proof: goalProof, audience: "audiences", pending: "audiences",
		compile: func(j trust.Jobs, o value.V) (any, problem.List) { return both(vault.JWTRole(j, o)) },
		parse:   func(s string) (proof.Document, error) { return vault.Parse(s) },
	},
	{
		name: "Azure", decision: goalDecision, proof: goalProof, audience: "audience", pending: "cloud",
		compile: func(j trust.Jobs, o value.V) (any, problem.List) { return both(azure.FederatedCredentials(j, o)) },
		parse:   func(s string) (proof.Document, error) { return azure.Parse(s) },
	},
	{
		name: "Google", decision: goalDecisionGoogle, proof: goalProofGoogle, audience: "audiences", pending: "audiences",
		options: options{"project_number": account, "pool_id": "ci-pool", "provider_id": "ci-provider"},
		compile: func(j trust.Jobs, o value.V) (any, problem.List) {
			return both(google.WorkloadIdentity(map[string]google.Grant{"deploy": {Jobs: j}}, o))
		},
		parse: func(s string) (proof.Document, error) { return google.Parse(s) },
	},
}

func both[T any](out T, problems problem.List) (any, problem.List) { return out, problems }

// with are the party's options and the given ones.
func (p party) with(more options) options {
	out := options{}
	maps.Copy(out, p.options)
	maps.Copy(out, more)
	return out
}

// stored is what was compiled, as the relying party has it.
func stored(compiled any) string {
	switch c := compiled.(type) {
	case aws.Policy:
		return c.JSON
	case vault.Role:
		return c.Sent()
	case google.Provider:
		return relyingparty.JSON(map[string]any{
			"issuer_uri": c.IssuerURI, "allowed_audiences": c.AllowedAudiences,
			"attribute_mapping": c.AttributeMapping, "attribute_condition": c.AttributeCondition,
		}, "")
	case azure.Credentials:
		out := map[string][]map[string]string{"credentials": {}, "flexible_credentials": {}}
		for _, key := range slices.Sorted(maps.Keys(c.Ordinary)) {
			e := c.Ordinary[key]
			out["credentials"] = append(out["credentials"], map[string]string{"issuer": e.Issuer, "audience": e.Audience, "subject": e.Subject})
		}
		for _, key := range slices.Sorted(maps.Keys(c.Flexible)) {
			e := c.Flexible[key]
			out["flexible_credentials"] = append(out["flexible_credentials"], map[string]string{"issuer": e.Issuer, "audience": e.Audience, "claims_matching_expression": e.Expression})
		}
		return relyingparty.JSON(out, "")
	}
	return ""
}
