package aws

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// This file lists the OIDC providers that an account needs for jobs.

var providersKind = relyingparty.Kind{
	Name:  "aws_oidc_providers",
	Title: "OIDC providers of an AWS account",
	Doc:   "Lists the `aws_iam_openid_connect_provider`s that an account needs for the jobs, one for each issuer, with the audiences merged. Make them once per account, apart from the roles.",
	Options: []relyingparty.Option{
		{Name: "account_id", Type: "string", Doc: "The account, 12 digits; needed for `arn` only."},
		{Name: "partition", Type: "string", Doc: "The partition of the account. Default `aws`."},
		{Name: "audiences", Type: "list", Doc: relyingparty.AudienceDoc("Required there.")},
	},
	Results: []relyingparty.Field{
		{Name: "providers", Type: value.MapOf(providerType), Doc: "Issuer URL → `url`, `client_id_list` and `arn` (null without `account_id`)."},
	},
	Summary: "AWS OIDC providers",
	Limit:   roleLimit,
	New:     func() relyingparty.Maker { return &providersMaker{} },
}

var providerType = value.ObjectOf(map[string]value.Type{"url": value.Text, "client_id_list": value.Texts, "arn": value.Text})

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
	var m providersMaker
	report, problems := relyingparty.Make(providersKind, &m, relyingparty.Single(jobs), options)
	if len(problems) > 0 {
		return Providers{}, problems
	}
	m.out.Report = report
	return m.out, nil
}

type providersMaker struct {
	target target
	out    Providers
}

// Read implements relyingparty.Maker.
func (m *providersMaker) Read(r *value.Reader) relyingparty.Plan {
	m.target, _ = readAccount(r)
	m.out.ARNUnknown = r.IsUnknown("account_id") || r.IsUnknown("partition")
	m.out.Partial = r.IsUnknown("audiences")
	return relyingparty.Plan{Audiences: relyingparty.ReadAudiences(r)}
}

// Write implements relyingparty.Maker.
func (m *providersMaker) Write(d *relyingparty.Draft) {
	m.out.ByIssuer = map[string]Provider{}
	for _, described := range d.Jobs() {
		p := m.out.ByIssuer[described.Issuer]
		p.URL = described.Issuer
		p.ClientIDs = slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(p.ClientIDs), described.Audiences...))))
		if m.target.account != "" && !m.out.ARNUnknown {
			p.ARN = m.target.arn(described.Issuer, d.Problems)
		}
		if len(p.ClientIDs) > maxClientIDs {
			d.Problems.Add(problem.TooLong, "options.audiences", "AWS takes at most 100 client ids for one OIDC provider", "")
		}
		m.out.ByIssuer[described.Issuer] = p
	}
}

// Results implements relyingparty.Maker.
func (m *providersMaker) Results() map[string]value.V {
	out := value.V{Kind: value.Map, Attrs: map[string]value.V{}}
	for issuer, p := range m.out.ByIssuer {
		arn := value.TextOr(p.ARN, !m.out.ARNUnknown)
		if p.ARN == "" && !m.out.ARNUnknown {
			arn = value.V{}
		}
		clients := value.OfTexts(p.ClientIDs)
		if m.out.Partial {
			clients = value.Later
		}
		out.Attrs[issuer] = value.V{Kind: value.Map, Attrs: map[string]value.V{"url": value.Of(p.URL), "client_id_list": clients, "arn": arn}}
	}
	return map[string]value.V{"providers": out}
}
