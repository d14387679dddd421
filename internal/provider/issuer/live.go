package issuer

// The data source cioidc_live_issuer.

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/live"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/result"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var (
	_ datasource.DataSource                   = (*liveSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*liveSource)(nil)
)

// A liveSource looks at what an issuer publishes. It has no function: a
// function must give the same answer in plan and apply.
type liveSource struct{}

// NewLive is the data source cioidc_live_issuer.
func NewLive() datasource.DataSource { return liveSource{} }

var (
	liveFindingType  = types.ObjectType{AttrTypes: map[string]attr.Type{"code": types.StringType, "severity": types.StringType, "title": types.StringType, "detail": types.StringType}}
	liveFindingsType = types.ListType{ElemType: liveFindingType}
)

// liveFields are the results.
var liveFields = []framework.Field{
	{Name: "jwks_json", Type: types.StringType, Doc: "The published keys as a JWK set in the form of `jwks(…)`: public keys only, sorted, the same bytes for the same keys. Give it to `issuer_documents(…)` or `jwks(…)`. Keys that cannot be used or be told apart are left out, each with a finding; a key without a `kid` has its RFC 7638 thumbprint for one here."},
	{Name: "kids", Type: framework.StringList, Doc: "The `kid` of each of these keys that has one, sorted: what `published_kids` of `cioidc_signing_key_rotation` takes. A `kid` that names more than one key is not in it."},
	{Name: "algorithms", Type: framework.StringList, Doc: "What the discovery document names in `id_token_signing_alg_values_supported`, sorted; empty where it has no such list."},
	{Name: "jwks_uri", Type: types.StringType, Doc: "Where the keys were fetched from, as the discovery document has it."},
	{Name: "findings", Type: liveFindingsType, Doc: "What is wrong with the documents, the worst first: `code` (`CT060` and above; the guide *Findings* has a page for each), `severity` (`error`, `warning` or `info`), `title` and `detail` (the place, such as `jwks.keys[2]`, and what was seen). No part of a private key is repeated. They stop nothing by themselves: use a `postcondition`."},
	{Name: "taken_by", Type: acceptanceMap, Doc: acceptanceDoc + "It is asked about the keys and the URL as `issuer_documents` does, and it is never `yes` where a finding above `info` is about that relying party, which the reasons then name."},
}

const liveDoc = "Fetches what an issuer publishes at this moment, its discovery document and its JWK set, and says what is wrong with them and whether relying parties take them.\n\n" +
	"**This is the only part of the provider that opens connections**: one to the host of `url`, for `<url>/.well-known/openid-configuration`, and one to the host of that document's `jwks_uri`, whatever it is, each with a name lookup before it. It does so at every plan in which its arguments are known, and in every refresh. It sends no credentials and no cookies.\n\n" +
	"It is an error, and there is no result, when\n\n" +
	"- a document is not fetched over `https` with TLS 1.2 or newer and a certificate that verifies;\n" +
	"- an address is none of the public internet (loopback, private, link-local, carrier-grade NAT, multicast, documentation and so on, also inside IPv4-mapped and NAT64 addresses), unless `allow_private` is set. It is the address that is really connected to that is looked at, after the name was resolved, for the keys too;\n" +
	"- the server redirects to another host or port, away from `https`, or more than three times;\n" +
	"- the answer is not 200, has more than 1 MiB, or is not there within 10 seconds;\n" +
	"- a document is no JSON object, has a member twice in one object, or lacks `issuer`, `jwks_uri` or `keys`, or there are more than 1,000 keys;\n" +
	"- the document's `issuer` is not `url` byte for byte (OpenID Connect Discovery 1.0, section 4.3): its keys would be another issuer's.\n\n" +
	"Everything else that is wrong is in `findings`: private keys, short keys, keys that cannot be used, one `kid` for two keys, a missing `kid`, algorithms that are not named, a wrong `Content-Type`.\n\n" +
	"**Proxies**: a proxy resolves names by itself, so the address could not be checked. Without `allow_private` the proxies of the environment (`HTTPS_PROXY`) are not used and the connection is direct; with it they are, as `NO_PROXY` says.\n\n" +
	"The result is of one moment and of this network: a cache in between, or another view of the name, may give relying parties something else."

func (liveSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_live_issuer"
}

func (liveSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: liveDoc,
		Attributes: map[string]schema.Attribute{
			"url":           framework.Input("string", true, "The issuer's URL exactly as the tokens' `iss` has it, with its slash at the end or without. It must be `https`, without user, password, query and fragment."),
			"ca_pem":        framework.Input("string", false, "Certificates of authorities as PEM, which are trusted **instead of** those of the system, for both documents: the same text as Vault's `oidc_discovery_ca_pem`, which works so too. Where the keys lie on a host with another authority, give both. Anything in it that is no certificate is an error, which repeats nothing of it."),
			"allow_private": framework.Input("bool", false, "Whether addresses that are none of the public internet may be connected to, and proxies be used. `false` is the default. Set it only where `url` is your own: whoever writes the discovery document then chooses what in your network is connected to for the keys."),
		},
	}
	resp.Schema.Attributes["required"] = framework.Input("bool", false, "Whether documents that cannot be fetched are an error. `true` is the default. With `false` they are the finding CT073, without keys: for an issuer whose documents the same configuration publishes, so that they are not there at first. A document of another issuer, or one that cannot be read, is an error all the same.")
	for _, f := range liveFields {
		resp.Schema.Attributes[f.Name] = framework.Output(f)
	}
}

// ValidateConfig finds mistakes before the plan, without a connection.
func (liveSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	framework.Answer(func(config types.Object, diags *diag.Diagnostics) map[string]attr.Value {
		var problems problem.List
		readLive(config, &problems)
		framework.KeyDiagnostics(problems, diags)
		return nil
	}).Validate(ctx, req, resp)
}

func (liveSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	framework.Answer(func(config types.Object, diags *diag.Diagnostics) map[string]attr.Value {
		var problems problem.List
		request := readLive(config, &problems)
		var got live.Snapshot
		if len(problems) == 0 {
			got = live.Fetch(ctx, request, "url", &problems)
		}
		framework.KeyDiagnostics(problems, diags)
		return map[string]attr.Value{
			"jwks_json":  types.StringValue(jwk.Set(got.Keys)),
			"kids":       tfx.Strings(got.KIDs),
			"algorithms": tfx.Strings(got.Algorithms),
			"jwks_uri":   types.StringValue(got.JWKSURI),
			"findings":   liveFindings(got.Findings),
			"taken_by":   acceptance(got.Taken),
		}
	}).Read(ctx, req, resp)
}

// readLive reads the configuration, as far as it is known.
func readLive(config types.Object, problems *problem.List) live.Request {
	in := tfx.Decode(config)
	out := live.Request{URL: in.Attrs["url"].Text, AllowPrivate: in.Attrs["allow_private"].Truth}
	if required := in.Attrs["required"]; required.Kind == value.Bool {
		out.Optional = !required.Truth
	}
	if in.Attrs["url"].Kind == value.String {
		live.Check(out.URL, "url", problems)
	}
	if pem := in.Attrs["ca_pem"]; pem.Kind == value.String {
		out.Roots = live.Authorities(pem.Text, "ca_pem", problems)
	}
	return out
}

func liveFindings(fs []lint.Finding) attr.Value {
	out := []attr.Value{}
	for _, f := range fs {
		out = append(out, types.ObjectValueMust(liveFindingType.AttrTypes, map[string]attr.Value{
			"code":     types.StringValue(string(f.Code)),
			"severity": types.StringValue(f.Severity().String()),
			"title":    types.StringValue(f.Code.Rule().Title),
			"detail":   types.StringValue(result.Placed(f)),
		}))
	}
	return types.ListValueMust(liveFindingType, out)
}
