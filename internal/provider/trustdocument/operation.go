// Package trustdocument holds the functions and data sources that compile jobs to
// what a relying party takes, two forms over one table.
package trustdocument

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// An operation is what a function and its data source do, once.
type operation struct {
	name    string
	title   string
	doc     string
	options []relyingparty.Option
	results []framework.Field
	// run compiles known jobs; options may be unknown in part.
	run func(jobs trust.Jobs, options value.V) (map[string]attr.Value, problem.List)
	// grants: the first input is name → {jobs, service_account}.
	grants func(grants map[string]google.Grant, options value.V) (map[string]attr.Value, problem.List)
}

// operations are the back ends, in the order of the docs.
var operations = []operation{
	{
		name:    "aws_trust_policy",
		title:   "Trust policy of an AWS IAM role",
		doc:     "Compiles jobs to the JSON for `aws_iam_role.assume_role_policy`: a policy that admits exactly these jobs, or an error that says why no policy can.",
		options: aws.PolicyOptions,
		results: append([]framework.Field{
			{Name: "json", Type: types.StringType, Doc: "The policy, for `assume_role_policy`."},
			{Name: "characters", Type: types.NumberType, Doc: "Characters of the policy. AWS takes 2,048 by default and 8,192 at most (quota L-C07B4B0D)."},
		}, reportFields...),
		run: awsTrustPolicy,
	},
	{
		name:    "aws_oidc_providers",
		title:   "OIDC providers of an AWS account",
		doc:     "Lists the `aws_iam_openid_connect_provider`s that an account needs for the jobs, one for each issuer, with the audiences merged. Make them once per account, apart from the roles.",
		options: aws.ProviderOptions,
		results: append([]framework.Field{
			{Name: "providers", Type: types.MapType{ElemType: awsProviderType}, Doc: "Issuer URL → `url`, `client_id_list` and `arn` (null without `account_id`)."},
		}, reportFields...),
		run: awsOIDCProviders,
	},
	{
		name:    "google_workload_identity",
		title:   "Google Cloud workload identity pool provider and grants",
		doc:     "Compiles grants (name → jobs and service account) to one workload identity pool provider whose condition admits exactly the union of their jobs, and to one member for each grant that stands for exactly its jobs.",
		options: google.Options,
		results: append([]framework.Field{
			{Name: "issuer_uri", Type: types.StringType, Doc: "For `oidc.issuer_uri`."},
			{Name: "allowed_audiences", Type: framework.StringList, Doc: "For `oidc.allowed_audiences`."},
			{Name: "attribute_mapping", Type: framework.StringMap, Doc: "For `attribute_mapping`. `google.subject` is the CI project's id, for logs: never bind `principal://…/subject/…`, which is every grant's jobs of that project. Each grant has an attribute that is set for its jobs only."},
			{Name: "attribute_condition", Type: types.StringType, Doc: "For `attribute_condition`."},
			{Name: "grants", Type: types.MapType{ElemType: googleGrantType}, Doc: "Name → `members` (static key → member of an IAM binding) and `credential_config` (the file that `gcloud iam workload-identity-pools create-cred-config` writes)."},
		}, reportFields...),
		grants: googleWorkloadIdentity,
	},
	{
		name:    "vault_jwt_role",
		title:   "JWT role of HashiCorp Vault or OpenBao",
		doc:     "Compiles jobs to the arguments of `vault_jwt_auth_backend` and `vault_jwt_auth_backend_role`, and to the role as the HTTP API takes it.",
		options: vault.Options,
		results: vaultResults,
		run:     vaultJWTRole,
	},
	{
		name:    "azure_federated_credentials",
		title:   "Federated identity credentials of Microsoft Entra",
		doc:     "Compiles jobs to federated identity credentials: one for each subject, since Entra compares whole subjects. A pattern is an error.",
		options: azure.Options,
		results: append([]framework.Field{
			{Name: "credentials", Type: types.MapType{ElemType: azureCredentialType}, Doc: "Stable key → `display_name`, `issuer`, `subject`, `audiences`, `description`, for `azuread_application_federated_identity_credential` or `azurerm_federated_identity_credential`. Empty with `flexible`."},
			{Name: "flexible_credentials", Type: types.MapType{ElemType: azureFlexibleType}, Doc: "Stable key → `display_name`, `issuer`, `claims_matching_expression`, `audience`, `description`, for `azuread_application_flexible_federated_identity_credential`. Empty without `flexible`."},
		}, reportFields...),
		run: azureFederatedCredentials,
	},
}

var (
	awsProviderType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"url": types.StringType, "client_id_list": framework.StringList, "arn": types.StringType,
	}}
	googleGrantType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"members": framework.StringMap, "credential_config": types.StringType,
	}}
	azureCredentialType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"display_name": types.StringType, "issuer": types.StringType, "subject": types.StringType, "audiences": framework.StringList, "description": types.StringType,
	}}
	azureFlexibleType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"display_name": types.StringType, "issuer": types.StringType, "claims_matching_expression": types.StringType, "audience": types.StringType, "description": types.StringType,
	}}
)

// calculate reads the first input and runs the operation; unknown jobs give an unknown
// result with the options still checked.
func (o operation) calculate(first, options value.V) (out map[string]attr.Value, name string, problems problem.List) {
	if o.grants != nil {
		return o.calculateGrants(first, options)
	}
	jobs, wait := tfx.ReadJobs(first, "jobs", &problems)
	if len(problems) > 0 {
		return nil, "", problems
	}
	if wait {
		return framework.UnknownObject(o.results, map[string]attr.Value{"summary": types.StringValue(argument.AfterApply)}), "", nil
	}
	out, problems = o.run(jobs, options)
	return out, nameOf(options, jobs), problems
}

func (o operation) calculateGrants(first, options value.V) (map[string]attr.Value, string, problem.List) {
	var problems problem.List
	wait := first.Kind == value.Unknown
	if first.Kind != value.Map && !wait {
		problems.Add(problem.WrongType, "grants", "an object of grants is wanted, got "+first.Kind.String(), "Give { name = { jobs = …, service_account = … } }")
		return nil, "", problems
	}
	grants := map[string]google.Grant{}
	var all trust.Jobs
	for _, name := range first.Keys() {
		at := "grants." + name
		r := value.Read(first.Attrs[name], at, &problems)
		var g google.Grant
		v, _ := r.Take("jobs")
		if v.Kind == value.Null && !r.IsUnknown("jobs") {
			problems.Add(problem.Missing, at+".jobs", "must be said", "Give jobs(…).jobs")
		} else {
			var later bool
			if r.IsUnknown("jobs") {
				later = true
			} else {
				g.Jobs, later = tfx.ReadJobs(v, at+".jobs", &problems)
			}
			wait = wait || later
		}
		g.ServiceAccount, _ = r.Text("service_account")
		g.Unknown = r.IsUnknown("service_account")
		r.Done("attribute")
		grants[name] = g
		all = append(all, g.Jobs...)
	}
	if len(problems) > 0 {
		return nil, nameOf(options, all), problems
	}
	if wait {
		return framework.UnknownObject(o.results, map[string]attr.Value{"summary": types.StringValue(argument.AfterApply)}), "", nil
	}
	out, problems := o.grants(grants, options)
	return out, nameOf(options, all), problems
}

func nameOf(options value.V, jobs trust.Jobs) string {
	if n := options.Attrs["name"]; n.Kind == value.String {
		return n.Text
	}
	return jobs.Name()
}

var vaultResults = append([]framework.Field{
	{Name: "oidc_discovery_url", Type: types.StringType, Doc: "For the auth backend."},
	{Name: "bound_issuer", Type: types.StringType, Doc: "For the auth backend. Without it Vault does not check `iss` at all."},
	{Name: "role_type", Type: types.StringType, Doc: "Always `jwt`."},
	{Name: "bound_audiences", Type: framework.StringList, Doc: "For the role."},
	{Name: "bound_subject", Type: types.StringType, Doc: "For the role; null unless one whole subject is all that gets in."},
	{Name: "bound_claims", Type: framework.StringMap, Doc: "For the role: values joined by commas, as the official provider wants. Null with `role_json_only`."},
	{Name: "bound_claims_type", Type: types.StringType, Doc: "`glob` where a pattern is, else `string`."},
	{Name: "disable_bound_claims_parsing", Type: types.BoolType, Doc: "True when a value holds a comma."},
	{Name: "user_claim", Type: types.StringType, Doc: "For the role."},
	{Name: "user_claim_json_pointer", Type: types.BoolType, Doc: "Always false: the claim is named literally."},
	{Name: "role_json", Type: types.StringType, Doc: "The role for `vault write auth/<mount>/role/<name> -` and for OpenBao, with typed claims."},
}, reportFields...)
