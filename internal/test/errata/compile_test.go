package errata

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// args are filters or options as users write them.
type args = map[string]any

// A renderer compiles jobs and writes the result as text: what a case holds
// behind want.<name>.
type renderer func(jobs trust.Jobs, options args) (string, problem.List)

// renderers are the back ends, by their names in cases.
var renderers = map[string]renderer{
	"aws":           renderAWS,
	"aws_providers": renderAWSProviders,
	"azure":         renderAzure,
	"google":        renderGoogle,
	"vault":         renderVault,
}

func renderAWS(jobs trust.Jobs, options args) (string, problem.List) {
	p, problems := aws.TrustPolicy(jobs, value.Of(options))
	return indent(json.RawMessage(p.JSON)), problems
}

func renderAWSProviders(jobs trust.Jobs, options args) (string, problem.List) {
	ps, problems := aws.OIDCProviders(jobs, value.Of(options))
	out := map[string]any{}
	for issuer, p := range ps.ByIssuer {
		out[issuer] = args{"url": p.URL, "client_id_list": p.ClientIDs, "arn": p.ARN}
	}
	return indent(out), problems
}

func renderAzure(jobs trust.Jobs, options args) (string, problem.List) {
	cs, problems := azure.FederatedCredentials(jobs, value.Of(options))
	out := map[string]any{}
	for key, c := range cs.Ordinary {
		out[key] = args{"issuer": c.Issuer, "subject": c.Subject, "audiences": []string{c.Audience}}
	}
	for key, c := range cs.Flexible {
		out[key] = args{"issuer": c.Issuer, "claims_matching_expression": c.Expression, "audience": c.Audience}
	}
	return indent(out), problems
}

// renderVault shows the mount's arguments and the role as the HTTP API takes it.
func renderVault(jobs trust.Jobs, options args) (string, problem.List) {
	r, problems := vault.JWTRole(jobs, value.Of(options))
	return indent(args{
		"mount": args{"oidc_discovery_url": r.Issuer, "bound_issuer": r.Issuer},
		"role":  json.RawMessage(r.RoleJSON),
	}), problems
}

// renderGoogle shows CEL as it is, not quoted in JSON. The case's options have
// one that the back end has not: service_account, of the only grant.
func renderGoogle(jobs trust.Jobs, options args) (string, problem.List) {
	p, problems := compileGoogle(jobs, options)
	var b strings.Builder
	line := func(texts ...string) { b.WriteString(strings.Join(texts, "") + "\n") }
	line("issuer_uri = ", p.IssuerURI)
	line("allowed_audiences = ", strings.Join(p.AllowedAudiences, ", "))
	for _, k := range slices.Sorted(maps.Keys(p.AttributeMapping)) {
		line(k, " = ", p.AttributeMapping[k])
	}
	line("attribute_condition = ", p.AttributeCondition)
	for _, g := range slices.Sorted(maps.Keys(p.Grants)) {
		for _, m := range slices.Sorted(maps.Values(p.Grants[g].Members)) {
			line("member of ", g, " = ", m)
		}
		line(p.Grants[g].CredentialConfig)
	}
	return b.String(), problems
}

// compileGoogle grants the jobs to one service account.
func compileGoogle(jobs trust.Jobs, options args) (google.Provider, problem.List) {
	options = maps.Clone(options)
	account, _ := options["service_account"].(string)
	delete(options, "service_account")
	return google.WorkloadIdentity(map[string]google.Grant{"deploy": {Jobs: jobs, ServiceAccount: account}}, value.Of(options))
}

// indent is indented JSON that shows <, > and & as they are; "" when v is not
// JSON.
func indent(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return ""
	}
	return b.String()
}

// describe is the jobs of filters that have no mistake.
func describe(t *testing.T, platform string, filters args) trust.Jobs {
	t.Helper()
	d, problems := trust.Describe(platform, value.Of(filters))
	if len(problems) > 0 {
		t.Fatalf("%s %v: %s", platform, filters, problems.Text(""))
	}
	return d.Jobs
}

// refused compiles and wants a problem with the code.
func refused(t *testing.T, code problem.Code, problems problem.List) {
	t.Helper()
	if !slices.ContainsFunc(problems, func(p problem.Problem) bool { return p.Code == code }) {
		t.Errorf("got %q, want a problem %s", problems.Text(""), code)
	}
}
