package aws

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// ProviderOptions are the options of aws_oidc_providers.
var ProviderOptions = append([]relyingparty.Option{
	{Name: "account_id", Type: "string", Doc: "The account, 12 digits; needed for `arn` only."},
	{Name: "partition", Type: "string", Doc: "The partition of the account. Default `aws`."},
	{Name: "audiences", Type: "list", Doc: "What the jobs pick as `aud`, where they pick it; required for GitLab. On CircleCI it is said in the description."},
}, relyingparty.Shared...)

// A Provider is one aws_iam_openid_connect_provider.
type Provider struct {
	URL       string
	ClientIDs []string
	ARN       string // empty without an account id, or while it is unknown
}

// Providers is the result of aws_oidc_providers.
type Providers struct {
	ByIssuer   map[string]Provider
	ARNUnknown bool
	Partial    bool // the audiences are unknown
	relyingparty.Report
}

// maxClientIDs is AWS's quota ClientIdsPerOpenIdConnectProvider.
const maxClientIDs = 100

// OIDCProviders lists what an account must trust for the jobs, once per issuer.
func OIDCProviders(jobs trust.Jobs, options value.V) (Providers, problem.List) {
	problems := jobs.Validate()
	if len(problems) > 0 {
		return Providers{}, problems
	}
	r := value.Read(options, "options", &problems)
	common := relyingparty.ReadCommon(r)
	t, _ := readAccount(r)
	audiences := relyingparty.ReadAudiences(r)
	r.Done("option")
	out := Providers{ByIssuer: map[string]Provider{}, ARNUnknown: r.IsUnknown("account_id") || r.IsUnknown("partition"), Partial: r.IsUnknown("audiences")}
	if !out.Partial {
		jobs = relyingparty.Audiences(jobs, audiences, nil, "options.audiences", &problems)
	}
	for _, d := range jobs {
		p := out.ByIssuer[d.Issuer]
		p.URL = d.Issuer
		p.ClientIDs = slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(p.ClientIDs), d.Audiences...))))
		if t.account != "" && !out.ARNUnknown {
			p.ARN = t.arn(d.Issuer, &problems)
		}
		if len(p.ClientIDs) > maxClientIDs {
			problems.Add(problem.TooLong, "options.audiences", "AWS takes at most 100 client ids for one OIDC provider", "")
		}
		out.ByIssuer[d.Issuer] = p
	}
	if len(problems) > 0 {
		return Providers{}, problems
	}
	out.Report = relyingparty.NewReport(jobs, common, "AWS OIDC providers", roleLimit, nil, nil, nil)
	return out, nil
}
