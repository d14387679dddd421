package doubles

// The double of hashicorp/vault: its schemas.

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// vaultDouble stands in for hashicorp/vault. Arguments are those that a build
// of 5.9.0 dumped and the source of 5.11.0 repeats; refusals are those of
// Vault's jwt plugin when a role is written. vault_generic_endpoint follows the
// documentation of 4.2.
func vaultDouble() Provider {
	return Provider{
		Name: "vault",
		Config: Block{
			Attrs: join(
				each(opt(str), "address", "namespace", "token_name", "ca_cert_file", "tls_server_name"),
				each(opt(str).sensitive(), "token"),
				each(opt(boolean), "skip_child_token", "skip_tls_verify", "skip_get_vault_version", "set_namespace_from_token"),
				each(opt(number), "max_lease_ttl_seconds", "max_retries"),
			),
			Blocks: map[string]Block{
				"auth_login_jwt": {Max: 1, Attrs: join(each(req(str), "role"), each(opt(str), "jwt", "mount", "namespace", "distributed_claim_access_token"))},
			},
		},
		Resources: []Object{
			vaultBackend(), vaultRole(),
			{
				Type: "vault_policy",
				Attrs: join(each(req(str), "policy"), each(req(str).forceNew(), "name"), each(opt(str).forceNew(), "namespace"),
					each(comp(str, same("name")), "id")),
				Check:  func(v Values, report Report) { notEmpty(v, report, "name", "policy") },
				Import: "name",
			},
			{
				Type: "vault_generic_endpoint",
				Attrs: join(
					each(req(str).forceNew(), "path"),
					each(req(str).sensitive(), "data_json"),
					each(def(boolean, false), "disable_read", "disable_delete", "ignore_absent_fields"),
					each(opt(str).forceNew(), "namespace"),
					map[string]Attr{
						"write_fields":    opt(strs),
						"write_data":      comp(strMap, constant(nil)),
						"write_data_json": comp(str, constant("null")),
						"id":              comp(str, same("path")),
					},
				),
				Check:  checkVaultEndpoint,
				Import: "path",
			},
		},
	}
}

func vaultBackend() Object {
	return Object{
		Type: "vault_jwt_auth_backend",
		Attrs: join(
			each(opt(str), "description", "oidc_discovery_url", "oidc_discovery_ca_pem", "oidc_client_id", "oidc_response_mode",
				"jwks_url", "jwks_ca_pem", "bound_issuer", "default_role"),
			each(opt(str).sensitive(), "oidc_client_secret"),
			each(opt(str).sensitive().writeOnly(), "oidc_client_secret_wo"),
			each(opt(number), "oidc_client_secret_wo_version"),
			each(opt(strs), "oidc_response_types", "jwt_validation_pubkeys", "jwt_supported_algs"),
			each(opt(boolean), "disable_remount"),
			each(opt(str).forceNew(), "namespace"),
			map[string]Attr{
				"path":               def(str, "jwt").forceNew(),
				"type":               def(str, "jwt").forceNew(),
				"local":              def(boolean, false).forceNew(),
				"namespace_in_state": def(boolean, true),
				"provider_config":    opt(strMap),
				"jwks_pairs":         opt(types.ListType{ElemType: strMap}),
				// Attribute syntax for a list of objects: the CLI lets its
				// fields be left out, as with the official provider.
				"tune": opt(types.ListType{ElemType: types.ObjectType{AttrTypes: map[string]attr.Type{
					"default_lease_ttl":            str,
					"max_lease_ttl":                str,
					"listing_visibility":           str,
					"token_type":                   str,
					"allowed_response_headers":     strs,
					"audit_non_hmac_request_keys":  strs,
					"audit_non_hmac_response_keys": strs,
					"passthrough_request_headers":  strs,
				}}}),
				"accessor": comp(str, func(v Values) any { return "auth_" + v.Text("type") + "_" + digits(v.Text("path"))[:8] }),
				"id":       comp(str, same("path")),
			},
		),
		Check:  checkVaultBackend,
		Import: "path",
	}
}

// vaultRole has every argument of the official resource.
func vaultRole() Object {
	return Object{
		Type: "vault_jwt_auth_backend_role",
		Attrs: join(
			each(req(str), "user_claim"),
			each(req(str).forceNew(), "role_name"),
			each(opt(str), "bound_subject", "groups_claim"),
			each(opt(str).forceNew(), "namespace"),
			each(opt(strSet), "bound_audiences", "allowed_redirect_uris", "oidc_scopes", "token_policies", "token_bound_cidrs"),
			each(opt(strMap), "bound_claims", "claim_mappings", "alias_metadata"),
			each(opt(boolean), "disable_bound_claims_parsing", "user_claim_json_pointer", "verbose_oidc_logging", "token_no_default_policy"),
			each(opt(number), "clock_skew_leeway", "expiration_leeway", "not_before_leeway", "max_age",
				"token_ttl", "token_max_ttl", "token_explicit_max_ttl", "token_period", "token_num_uses"),
			each(opt(str), "token_type"),
			map[string]Attr{
				"backend":           def(str, "jwt").forceNew(),
				"role_type":         optComp(str, constant("oidc")).forceNew(),
				"bound_claims_type": optComp(str, constant("string")),
				"id":                comp(str, func(v Values) any { return "auth/" + v.Text("backend") + "/role/" + v.Text("role_name") }),
			},
		),
		Check:  checkVaultRole,
		Import: "role_name",
	}
}
