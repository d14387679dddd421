package jwtrole

import "strings"

// OpenBao lists where OpenBao 2.4.0 answers differently from Vault, whose
// semantics vault.Document has.
var OpenBao = []Deviation{
	{
		Reason: `aud is "" and the role has no bound_audiences: OpenBao makes a list of it, which is not empty, and refuses; Vault lets it in`,
		Is: func(role, claims map[string]any) bool {
			return claims["aud"] == "" && noAudiences(role["bound_audiences"])
		},
	},
	{
		Reason: "claim_mappings names aud, and aud is a string: OpenBao makes a list of it, which is no string; Vault takes it",
		Is: func(role, claims map[string]any) bool {
			_, isText := claims["aud"].(string)
			mappings, _ := role["claim_mappings"].(map[string]any)
			_, mapped := mappings["aud"]
			return isText && mapped
		},
	},
}

func noAudiences(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return strings.TrimSpace(v) == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}
