package doubles

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// refusal is an argument set of a resource and a part of what the double says
// against it; "" when it takes it.
type refusal struct {
	name, resource string
	args           map[string]any
	want           string
}

// base is a complete set of arguments for each resource that checks any.
var base = map[string]map[string]any{
	"aws_iam_openid_connect_provider": {"url": "https://gitlab.com", "client_id_list": []string{"sts.amazonaws.com"}},
	"aws_iam_role":                    {"name": "deploy", "assume_role_policy": trust("")},
	"google_iam_workload_identity_pool_provider": {
		"workload_identity_pool_id": "pool", "workload_identity_pool_provider_id": "gitlab",
		"attribute_mapping": map[string]string{"google.subject": "assertion.sub"}, "attribute_condition": "assertion.namespace_id == '1'",
		"oidc": map[string]any{"issuer_uri": "https://gitlab.com", "allowed_audiences": []string{"https://a"}},
	},
	"google_service_account_iam_member": {"service_account_id": "projects/p/serviceAccounts/a@b", "role": "roles/x", "member": "user:a@b"},
	"vault_jwt_auth_backend":            {"path": "ci", "type": "jwt", "jwks_url": "https://a"},
	"vault_jwt_auth_backend_role":       {"role_name": "r", "role_type": "jwt", "user_claim": "sub", "bound_audiences": []string{"a"}},
	"vault_generic_endpoint":            {"path": "auth/ci/role/r", "data_json": `{"role_type":"jwt","user_claim":"sub","bound_audiences":["a"]}`},
	"azuread_application_federated_identity_credential": {
		"application_id": "/applications/00000000-0000-0000-0000-000000000000", "display_name": "d",
		"audiences": []string{"a"}, "issuer": "https://gitlab.com", "subject": "s",
	},
	"azuread_application_flexible_federated_identity_credential": {
		"application_id": "/applications/00000000-0000-0000-0000-000000000000", "display_name": "d",
		"audience": "a", "issuer": "https://gitlab.com",
		"claims_matching_expression": "claims['sub'] matches 'x and y*' and claims['project_id'] eq '1'",
	},
	"azurerm_federated_identity_credential": {
		"name": "main", "audience": []string{"a"}, "issuer": "https://gitlab.com", "subject": "s",
		"user_assigned_identity_id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i",
	},
}

// trust is a trust policy with more text in its only statement.
func trust(more string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity",` + more +
		`"Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/gitlab.com"}}]}`
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	type ss = map[string]string
	long := strings.Repeat("x", 5000)
	oidc := func(more m) m { return m{"oidc": merge(m{"issuer_uri": "https://ci.example"}, more)} }
	for resource := range base {
		check(t, refusal{name: "complete", resource: resource})
	}
	for _, r := range []refusal{
		{"http", "aws_iam_openid_connect_provider", m{"url": "http://gitlab.com"}, "not an https URL"},
		{"slash", "aws_iam_openid_connect_provider", m{"url": "https://gitlab.com/"}, "ends in a slash"},
		{"query", "aws_iam_openid_connect_provider", m{"url": "https://gitlab.com?a"}, "has a query"},
		{"no client id", "aws_iam_openid_connect_provider", m{"client_id_list": []string{""}}, "1 to 255"},

		{"unknown policy", "aws_iam_role", m{"assume_role_policy": tftypes.UnknownValue}, ""},
		{"not JSON", "aws_iam_role", m{"assume_role_policy": "{"}, "MalformedPolicyDocument"},
		{"more JSON", "aws_iam_role", m{"assume_role_policy": trust("") + "{}"}, "not a JSON object"},
		{"double key", "aws_iam_role", m{"assume_role_policy": trust(`"Effect":"Deny",`)}, "occurs twice"},
		{"long", "aws_iam_role", m{"assume_role_policy": trust(`"Sid":"` + long + long + `",`)}, "Cannot exceed quota"},
		{"not Latin-1", "aws_iam_role", m{"assume_role_policy": trust(`"Condition":{"StringEquals":{"a":"ł"}},`)}, "Latin-1"},
		{"condition", "aws_iam_role", m{"assume_role_policy": trust(`"Condition":{"StringEquals":{"a":[null]}},`)}, "holds <nil>"},
		{"resource", "aws_iam_role", m{"assume_role_policy": trust(`"Resource":"*",`)}, "prohibited field Resource"},
		{"Sid", "aws_iam_role", m{"assume_role_policy": trust(`"Sid":"a b",`)}, "letters and digits"},
		{"principal", "aws_iam_role", m{"assume_role_policy": strings.ReplaceAll(trust(""), "gitlab.com", "*")}, "Federated principals"},
		{"session", "aws_iam_role", m{"max_session_duration": 60}, "not from 3600 to 43200"},

		{"id", "google_iam_workload_identity_pool_provider", m{"workload_identity_pool_provider_id": "GitLab"}, "does not match"},
		{"gcp-", "google_iam_workload_identity_pool_provider", m{"workload_identity_pool_provider_id": "gcp-a"}, "must not start"},
		{"no subject", "google_iam_workload_identity_pool_provider", m{"attribute_mapping": ss{"attribute.a": "b"}}, "lacks google.subject"},
		{"key", "google_iam_workload_identity_pool_provider", m{"attribute_mapping": ss{"google.subject": "a", "assertion.aud": "b"}}, "Invalid mapped attribute key: assertion.aud"},
		{"expression", "google_iam_workload_identity_pool_provider", m{"attribute_mapping": ss{"google.subject": long}}, "has 5000 characters"},
		{"condition", "google_iam_workload_identity_pool_provider", m{"attribute_condition": "assertion.a == '" + long + "'"}, "at most 4096"},
		{"no condition", "google_iam_workload_identity_pool_provider", m{"attribute_condition": nil}, "must reference one of the provider's claims"},
		{"true", "google_iam_workload_identity_pool_provider", m{"attribute_condition": "true"}, "must reference one of the provider's claims"},
		{"own issuer", "google_iam_workload_identity_pool_provider", merge(oidc(nil), m{"attribute_condition": nil}), ""},
		{"audiences", "google_iam_workload_identity_pool_provider", oidc(m{"allowed_audiences": strings.Split("abcdefghijk", "")}), "at most 10"},
		{"jwks", "google_iam_workload_identity_pool_provider", oidc(m{"jwks_json": "x"}), "not in a valid json format"},
		{"pool name", "google_service_account_iam_member", m{"member": "principalSet://iam.googleapis.com/projects/my-project/locations/global/workloadIdentityPools/pool/attribute.a/b"}, "by project number"},
		{"long subject", "google_service_account_iam_member", m{"member": "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/subject/" + long[:128]}, "at most 127"},
		{"email", "google_service_account_iam_member", m{"service_account_id": "a@b"}, "does not match"},

		{"two sources", "vault_jwt_auth_backend", m{"oidc_discovery_url": "https://a"}, "exactly one of"},
		{"no source", "vault_jwt_auth_backend", m{"jwks_url": nil}, "exactly one of"},
		{"unknown source", "vault_jwt_auth_backend", m{"jwks_url": tftypes.UnknownValue}, ""},
		{"no type", "vault_jwt_auth_backend_role", m{"role_type": nil}, "'allowed_redirect_uris' must be set"},
		{"unbound", "vault_jwt_auth_backend_role", m{"bound_audiences": nil, "bound_claims": ss{}}, "at least one bound constraint"},
		{"claims type", "vault_jwt_auth_backend_role", m{"bound_claims_type": "regex"}, "none of"},
		{"two values", "vault_jwt_auth_backend_role", m{"bound_claims": ss{"ref": "a,b"}}, ""},
		{"space", "vault_jwt_auth_backend_role", m{"bound_claims": ss{"ref": "a, b"}}, `is sent as ["a" "b"] and read back as "a,b"`},
		{"space, whole", "vault_jwt_auth_backend_role", m{"bound_claims": ss{"ref": "a, b "}, "disable_bound_claims_parsing": true}, `read back as "a, b"`},
		{"comma, whole", "vault_jwt_auth_backend_role", m{"bound_claims": ss{"ref": "a, b"}, "disable_bound_claims_parsing": true}, ""},
		{"empty piece", "vault_jwt_auth_backend_role", m{"bound_claims": ss{"ref": "a,"}}, "matches an empty claim"},
		{"mapping", "vault_jwt_auth_backend_role", m{"claim_mappings": ss{"a": "m", "b": "m"}}, "multiple keys"},
		{"ttl", "vault_jwt_auth_backend_role", m{"token_ttl": 20, "token_max_ttl": 10}, "cannot be greater"},
		{"endpoint", "vault_generic_endpoint", m{"data_json": `{"role_type":"jwt"}`}, "a user claim must be defined"},
		{"endpoint bool", "vault_generic_endpoint", m{"data_json": `{"role_type":"jwt","user_claim":"a","bound_claims_type":"glob","bound_claims":{"a":[true]}}`}, "claim is not a string"},
		{"other endpoint", "vault_generic_endpoint", m{"path": "kv/x", "data_json": "{}"}, ""},

		{"two audiences", "azuread_application_federated_identity_credential", m{"audiences": []string{"a", "b"}}, "exactly one audience"},
		{"subject", "azuread_application_federated_identity_credential", m{"subject": long[:601]}, "at most 600"},
		{"wildcard", "azuread_application_federated_identity_credential", m{"subject": "a:*"}, "compared literally"},
		{"description", "azuread_application_federated_identity_credential", m{"description": long[:601]}, "at most 600"},
		{"object id", "azuread_application_federated_identity_credential", m{"application_id": "00000000-0000-0000-0000-000000000000"}, "does not match"},
		{"no project", "azuread_application_flexible_federated_identity_credential", m{"claims_matching_expression": "claims['sub'] matches 'project_path:a/*'"}, "lacks all required claims"},
		{"project sub", "azuread_application_flexible_federated_identity_credential", m{"claims_matching_expression": "claims['sub'] matches 'project_id:1:*'"}, ""},
		{"or", "azuread_application_flexible_federated_identity_credential", m{"claims_matching_expression": "claims['sub'] eq 'a' or claims['sub'] eq 'b'"}, "is not claims["},
		{"other claim", "azuread_application_flexible_federated_identity_credential", m{"claims_matching_expression": "claims['ref'] eq 'a'"}, "unallowed claims"},
		{"other issuer", "azuread_application_flexible_federated_identity_credential", m{"issuer": "https://ci.example"}, "takes no claims matching expression"},
		{"name", "azurerm_federated_identity_credential", m{"name": "a"}, "does not match"},
		{"identity", "azurerm_federated_identity_credential", m{"user_assigned_identity_id": "i"}, "does not match"},
	} {
		check(t, r)
	}
}

// check runs one refusal.
func check(t *testing.T, r refusal) {
	t.Helper()
	object := find(t, r.resource)
	var faults []string
	object.Check(values(t, object.Attrs, object.Blocks, merge(base[r.resource], r.args)), func(argument, format string, args ...any) {
		if _, ok := object.Attrs[argument]; argument != "" && !ok && len(object.Blocks[argument].Attrs) == 0 {
			t.Errorf("%s, %s: reports the argument %q, which is none", r.resource, r.name, argument)
		}
		faults = append(faults, fmt.Sprintf(format, args...))
	})
	all := strings.Join(faults, "\n")
	if r.want == "" && all != "" || !strings.Contains(all, r.want) {
		t.Errorf("%s, %s: %q, want %q", r.resource, r.name, all, r.want)
	}
}

func find(t *testing.T, resource string) Object {
	t.Helper()
	for _, p := range All() {
		for _, o := range p.Resources {
			if o.Type == resource {
				return o
			}
		}
	}
	t.Fatalf("no double of %s", resource)
	return Object{}
}

func merge(maps ...map[string]any) map[string]any {
	all := map[string]any{}
	for _, m := range maps {
		for k, v := range m {
			all[k] = v
		}
	}
	return all
}

// values makes a configuration of Go values; arguments that are not there are
// null.
func values(t *testing.T, attrs map[string]Attr, blocks map[string]Block, args map[string]any) Values {
	t.Helper()
	v := Values{attrs: map[string]tftypes.Value{}}
	for name, a := range attrs {
		v.attrs[name] = value(a.Type.TerraformType(t.Context()), args[name])
	}
	for name, b := range blocks {
		arg, ok := args[name].(map[string]any)
		if !ok {
			continue
		}
		inner := values(t, b.Attrs, nil, arg).attrs
		types := map[string]tftypes.Type{}
		for n, i := range inner {
			types[n] = i.Type()
		}
		object := tftypes.Object{AttributeTypes: types}
		v.attrs[name] = tftypes.NewValue(tftypes.List{ElementType: object}, []tftypes.Value{tftypes.NewValue(object, inner)})
	}
	for name := range args {
		if _, ok := v.attrs[name]; !ok {
			t.Fatalf("no argument %q", name)
		}
	}
	return v
}

func value(typ tftypes.Type, from any) tftypes.Value {
	switch from := from.(type) {
	case []string:
		var list []tftypes.Value
		for _, s := range from {
			list = append(list, tftypes.NewValue(tftypes.String, s))
		}
		return tftypes.NewValue(typ, list)
	case map[string]string:
		m := map[string]tftypes.Value{}
		for k, s := range from {
			m[k] = tftypes.NewValue(tftypes.String, s)
		}
		return tftypes.NewValue(typ, m)
	}
	return tftypes.NewValue(typ, from)
}
