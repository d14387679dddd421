package doubles

// What Vault refuses.

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

var vaultRolePath = regexp.MustCompile(`^/?auth/.+/role/[^/]+$`)

func checkVaultBackend(v Values, report Report) {
	oneOf(v, report, "type", "jwt", "oidc")
	sources := []string{"oidc_discovery_url", "jwks_url", "jwks_pairs", "jwt_validation_pubkeys"}
	given, unknown := 0, false
	for _, source := range sources {
		unknown = unknown || v.Unknown(source)
		if n, isList := v.Len(source); v.Text(source) != "" || isList && n > 0 {
			given++
		}
	}
	if given > 1 || given == 0 && !unknown {
		report("", "exactly one of oidc_discovery_url, jwks_url, jwks_pairs, or jwt_validation_pubkeys should be provided")
	}
	if path, ok := v.Str("path"); ok && (path == "" || strings.HasPrefix(path, "/") || strings.HasSuffix(path, "/")) {
		report("path", "cannot write to a path that is empty or begins or ends in '/': %q", path)
	}
}

func checkVaultRole(v Values, report Report) {
	notEmpty(v, report, "role_name", "user_claim")
	oneOf(v, report, "role_type", "jwt", "oidc")
	oneOf(v, report, "bound_claims_type", "string", "glob")
	checkVaultConstraint(v, report)
	checkVaultClaims(v, report)
	checkVaultMappings(v.StrMap("claim_mappings"), report)
	ttl, _ := v.Int("token_ttl")
	if limit, ok := v.Int("token_max_ttl"); ok && limit > 0 && ttl > limit {
		report("token_ttl", "'token_ttl' cannot be greater than 'token_max_ttl'")
	}
}

// checkVaultConstraint knows what a role of each type needs. A role without a
// type is one for OIDC.
func checkVaultConstraint(v Values, report Report) {
	if v.Unknown("role_type") {
		return
	}
	if v.Text("role_type") != "jwt" {
		if n, ok := v.Len("allowed_redirect_uris"); !ok && v.Null("allowed_redirect_uris") || ok && n == 0 {
			report("role_type", "'allowed_redirect_uris' must be set if 'role_type' is 'oidc' or unspecified.")
		}
		return
	}
	for _, argument := range []string{"bound_audiences", "token_bound_cidrs", "bound_claims", "bound_subject"} {
		if n, ok := v.Len(argument); v.Unknown(argument) || ok && n > 0 || v.Text(argument) != "" {
			return
		}
	}
	report("", "must have at least one bound constraint when creating/updating a role")
}

// checkVaultClaims refuses a bound claim that would not come back as it was
// given. The official provider splits each value at commas, unless told not
// to, and trims the pieces; reading puts them together again. What differs then
// shows as a change in every plan. An empty piece survives, but admits tokens
// in which the claim is empty.
func checkVaultClaims(v Values, report Report) {
	if v.Unknown("disable_bound_claims_parsing") {
		return
	}
	whole, _ := v.Bool("disable_bound_claims_parsing")
	claims := v.StrMap("bound_claims")
	for _, claim := range slices.Sorted(maps.Keys(claims)) {
		value := claims[claim]
		pieces := []string{value}
		if !whole {
			pieces = strings.Split(value, ",")
		}
		for i, piece := range pieces {
			pieces[i] = strings.TrimSpace(piece)
			if pieces[i] == "" {
				report("bound_claims", "%s = %q sends an empty string, which matches an empty claim", claim, value)
			}
		}
		if back := strings.Join(pieces, ","); back != value {
			report("bound_claims", "%s = %q is sent as %q and read back as %q: a change in every plan", claim, value, pieces, back)
		}
	}
}

func checkVaultMappings(mappings map[string]string, report Report) {
	seen := map[string]bool{}
	for _, claim := range slices.Sorted(maps.Keys(mappings)) {
		key := mappings[claim]
		if key == "role" {
			report("claim_mappings", `metadata key "role" is reserved and may not be a mapping destination`)
		}
		if seen[key] {
			report("claim_mappings", "multiple keys are mapped to metadata key %q", key)
		}
		seen[key] = true
	}
}

// checkVaultEndpoint demands a JSON object and, where the path is that of a
// role, what Vault demands of a role.
func checkVaultEndpoint(v Values, report Report) {
	text, ok := v.Str("data_json")
	if !ok {
		return
	}
	data, err := decodeObject(text)
	if err != nil {
		report("data_json", "not a JSON object: %v", err)
		return
	}
	if !vaultRolePath.MatchString(v.Text("path")) {
		return
	}
	for _, fault := range vaultRoleFaults(data) {
		report("data_json", "%s", fault)
	}
}

// vaultRoleFaults are the refusals of Vault for a role given as JSON.
func vaultRoleFaults(role map[string]any) (faults []string) {
	empty := func(name string) bool {
		switch value := role[name].(type) {
		case nil:
			return true
		case string:
			return value == ""
		case []any:
			return len(value) == 0
		case map[string]any:
			return len(value) == 0
		}
		return false
	}
	if empty("user_claim") {
		faults = append(faults, "a user claim must be defined on the role")
	}
	switch role["role_type"] {
	case "jwt":
		if empty("bound_audiences") && empty("token_bound_cidrs") && empty("bound_subject") && empty("bound_claims") {
			faults = append(faults, "must have at least one bound constraint when creating/updating a role")
		}
	case "oidc", nil, "":
		if empty("allowed_redirect_uris") {
			faults = append(faults, "'allowed_redirect_uris' must be set if 'role_type' is 'oidc' or unspecified.")
		}
	default:
		faults = append(faults, "invalid 'role_type'")
	}
	switch role["bound_claims_type"] {
	case nil, "string", "glob":
	default:
		faults = append(faults, "invalid 'bound_claims_type'")
	}
	claims, isObject := role["bound_claims"].(map[string]any)
	if role["bound_claims"] != nil && !isObject {
		faults = append(faults, "Field validation failed: error converting input for field \"bound_claims\": expected a map")
	}
	if role["bound_claims_type"] == "glob" {
		for _, claim := range slices.Sorted(maps.Keys(claims)) {
			values, ok := claims[claim].([]any)
			if !ok {
				values = []any{claims[claim]}
			}
			for _, value := range values {
				if _, ok := value.(string); !ok {
					faults = append(faults, "claim is not a string or list: "+claim)
				}
			}
		}
	}
	return faults
}
