package vault

// Which fields a role has.

import (
	"maps"
	"slices"
	"strings"
)

// fieldsOf are the fields of a role in Vault and OpenBao, those of the mount's
// configuration, which may stand beside them, and the arguments of the official
// Terraform resource.
var fieldsOf = strings.Fields(`
	name role role_type user_claim user_claim_json_pointer bound_audiences bound_subject bound_claims bound_claims_type
	claim_mappings groups_claim expiration_leeway not_before_leeway clock_skew_leeway max_age allowed_redirect_uris
	oidc_scopes verbose_oidc_logging policies ttl max_ttl period num_uses bound_cidrs alias_metadata
	token_ttl token_max_ttl token_explicit_max_ttl token_period token_num_uses token_policies token_bound_cidrs
	token_no_default_policy token_type token_strictly_bind_ip
	token_policies_template_claims oauth2_metadata callback_mode poll_interval oidc_disable_confirmation
	bound_issuer oidc_discovery_url oidc_discovery_ca_pem oidc_client_id oidc_client_secret oidc_response_mode
	oidc_response_types jwks_url jwks_ca_pem jwks_pairs jwt_validation_pubkeys jwt_supported_algs default_role
	provider_config namespace_in_state unsupported_critical_cert_extensions
	id backend namespace role_name disable_bound_claims_parsing`)

func unknownFields(fields map[string]any) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !slices.Contains(fieldsOf, name) {
			out = append(out, name)
		}
	}
	return out
}
