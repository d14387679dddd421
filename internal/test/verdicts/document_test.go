package verdicts_test

import (
	"maps"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// audiences are what jobs pick for AWS and Vault, which have no default. Google
// and Azure have one.
var audiences = map[string]string{"aws": "sts.amazonaws.com", "vault": "https://vault.example.com"}

// A document is what a relying party makes of jobs.
type document struct {
	policy    m        // the block that the check takes
	audiences []string // of jobs that pick theirs
	report    relyingparty.Report
}

// compile makes the document of jobs of the platform.
func compile(of, party string, jobs trust.Jobs) (document, problem.List) {
	options := m{}
	var picked []string
	if a := audiences[party]; a != "" && platform.Find(of).Issuer.Audience.Kind == "picked" {
		picked = []string{a}
		options["audiences"] = picked
	}
	switch party {
	case "aws":
		options["account_id"] = "123456789012"
		p, problems := aws.TrustPolicy(jobs, value.Of(options))
		return document{m{"aws": m{"policy": p.JSON}}, picked, p.Report}, problems
	case "vault":
		r, problems := vault.JWTRole(jobs, value.Of(options))
		return document{m{"vault": r.Sent()}, picked, r.Report}, problems
	case "google":
		options["project_number"], options["pool_id"], options["provider_id"] = "123456789012", "ci-pool", "ci-provider"
		grants := map[string]google.Grant{"deploy": {Jobs: jobs, ServiceAccount: "deploy@my-project.iam.gserviceaccount.com"}}
		p, problems := google.WorkloadIdentity(grants, value.Of(options))
		return document{m{"google": relyingparty.JSON(m{
			"issuer_uri": p.IssuerURI, "allowed_audiences": p.AllowedAudiences,
			"attribute_mapping": p.AttributeMapping, "attribute_condition": p.AttributeCondition,
			"members": slices.Sorted(maps.Values(p.Grants["deploy"].Members)),
		}, "")}, p.AllowedAudiences, p.Report}, problems
	}
	options["flexible"] = party == "azure flexible"
	c, problems := azure.FederatedCredentials(jobs, value.Of(options))
	return document{m{"azure": relyingparty.JSON(m{
		"credentials": stored(c.Ordinary), "flexible_credentials": stored(c.Flexible),
	}, "")}, []string{"api://AzureADTokenExchange"}, c.Report}, problems
}

// stored are credentials as Azure takes them.
func stored(from map[string]azure.Credential) m {
	out := m{}
	for key, c := range from {
		credential := m{"issuer": c.Issuer, "audience": c.Audience}
		if c.Expression != "" {
			credential["claims_matching_expression"] = c.Expression
		} else {
			credential["subject"] = c.Subject
		}
		out[key] = credential
	}
	return out
}
