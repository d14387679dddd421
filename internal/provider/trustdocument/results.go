package trustdocument

// The engine's results as Terraform's. Nothing is decided here.

import (
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

func awsTrustPolicy(jobs trust.Jobs, options value.V) (map[string]attr.Value, problem.List) {
	p, problems := aws.TrustPolicy(jobs, options)
	if len(problems) > 0 {
		return nil, problems
	}
	characters := types.NumberUnknown()
	if !p.Partial {
		characters = types.NumberValue(big.NewFloat(float64(p.Characters)))
	}
	return report(p.Report, map[string]attr.Value{"json": tfx.Known(p.JSON, !p.Partial), "characters": characters}), nil
}

func awsOIDCProviders(jobs trust.Jobs, options value.V) (map[string]attr.Value, problem.List) {
	ps, problems := aws.OIDCProviders(jobs, options)
	if len(problems) > 0 {
		return nil, problems
	}
	out := map[string]attr.Value{}
	for issuer, p := range ps.ByIssuer {
		arn := types.StringNull()
		switch {
		case ps.ARNUnknown:
			arn = types.StringUnknown()
		case p.ARN != "":
			arn = types.StringValue(p.ARN)
		}
		clients := tfx.Strings(p.ClientIDs)
		if ps.Partial {
			clients = types.ListUnknown(types.StringType)
		}
		out[issuer] = types.ObjectValueMust(awsProviderType.AttrTypes, map[string]attr.Value{
			"url": types.StringValue(p.URL), "client_id_list": clients, "arn": arn,
		})
	}
	return report(ps.Report, map[string]attr.Value{"providers": types.MapValueMust(awsProviderType, out)}), nil
}

func googleWorkloadIdentity(grants map[string]google.Grant, options value.V) (map[string]attr.Value, problem.List) {
	p, problems := google.WorkloadIdentity(grants, options)
	if len(problems) > 0 {
		return nil, problems
	}
	out := map[string]attr.Value{}
	for name, g := range p.Grants {
		members := map[string]attr.Value{}
		for k, m := range g.Members {
			members[k] = tfx.Known(m, !p.NumberUnknown)
		}
		out[name] = types.ObjectValueMust(googleGrantType.AttrTypes, map[string]attr.Value{
			"members":           types.MapValueMust(types.StringType, members),
			"credential_config": tfx.Known(g.CredentialConfig, g.CredentialConfig != ""),
		})
	}
	mapping := map[string]attr.Value{}
	for k, m := range p.AttributeMapping {
		mapping[k] = tfx.Known(m, !p.MappingUnknown || k == "google.subject")
	}
	audiences := tfx.Strings(p.AllowedAudiences)
	if p.AudiencesUnknown {
		audiences = types.ListUnknown(types.StringType)
	}
	return report(p.Report, map[string]attr.Value{
		"issuer_uri":          types.StringValue(p.IssuerURI),
		"allowed_audiences":   audiences,
		"attribute_mapping":   types.MapValueMust(types.StringType, mapping),
		"attribute_condition": types.StringValue(p.AttributeCondition),
		"grants":              types.MapValueMust(googleGrantType, out),
	}), nil
}

func vaultJWTRole(jobs trust.Jobs, options value.V) (map[string]attr.Value, problem.List) {
	r, problems := vault.JWTRole(jobs, options)
	if len(problems) > 0 {
		return nil, problems
	}
	known := report(r.Report, map[string]attr.Value{})
	if r.Partial {
		for _, f := range vaultResults {
			if _, ok := known[f.Name]; !ok {
				known[f.Name] = framework.Unknown(f.Type)
			}
		}
		return known, nil
	}
	subject := types.StringNull()
	if r.BoundSubject != "" {
		subject = types.StringValue(r.BoundSubject)
	}
	claims := tfx.StringMap(r.BoundClaims)
	if r.JSONOnly {
		claims, subject = types.MapNull(types.StringType), types.StringNull()
	}
	known["oidc_discovery_url"] = types.StringValue(r.Issuer)
	known["bound_issuer"] = types.StringValue(r.Issuer)
	known["role_type"] = types.StringValue("jwt")
	known["bound_audiences"] = tfx.Strings(r.BoundAudiences)
	known["bound_subject"] = subject
	known["bound_claims"] = claims
	known["bound_claims_type"] = types.StringValue(r.BoundClaimsType)
	known["disable_bound_claims_parsing"] = types.BoolValue(r.DisableParsing)
	known["user_claim"] = types.StringValue(r.UserClaim)
	known["user_claim_json_pointer"] = types.BoolValue(false)
	known["role_json"] = types.StringValue(r.RoleJSON)
	return known, nil
}

func azureFederatedCredentials(jobs trust.Jobs, options value.V) (map[string]attr.Value, problem.List) {
	cs, problems := azure.FederatedCredentials(jobs, options)
	if len(problems) > 0 {
		return nil, problems
	}
	ordinary, flexible := map[string]attr.Value{}, map[string]attr.Value{}
	for key, c := range cs.Ordinary {
		ordinary[key] = types.ObjectValueMust(azureCredentialType.AttrTypes, map[string]attr.Value{
			"display_name": types.StringValue(c.DisplayName), "issuer": types.StringValue(c.Issuer), "subject": types.StringValue(c.Subject),
			"audiences": tfx.Strings([]string{c.Audience}), "description": types.StringValue(c.Description),
		})
	}
	for key, c := range cs.Flexible {
		flexible[key] = types.ObjectValueMust(azureFlexibleType.AttrTypes, map[string]attr.Value{
			"display_name": types.StringValue(c.DisplayName), "issuer": types.StringValue(c.Issuer), "claims_matching_expression": types.StringValue(c.Expression),
			"audience": types.StringValue(c.Audience), "description": types.StringValue(c.Description),
		})
	}
	var o, f attr.Value = types.MapValueMust(azureCredentialType, ordinary), types.MapValueMust(azureFlexibleType, flexible)
	if cs.Partial {
		o, f = types.MapUnknown(azureCredentialType), types.MapUnknown(azureFlexibleType)
	}
	return report(cs.Report, map[string]attr.Value{"credentials": o, "flexible_credentials": f}), nil
}
