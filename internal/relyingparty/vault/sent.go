package vault

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
)

// Sent is the role as it arrives at Vault, with the mount's bound_issuer beside
// it. The official provider (5.11, resource_jwt_auth_backend_role.go) splits
// bound claims at commas unless that is disabled, trims the parts, and always
// sends lists of strings. A role that is JSONOnly does not go that way.
func (out Role) Sent() string {
	role := map[string]any{
		"role_type":         "jwt",
		"user_claim":        out.UserClaim,
		"bound_audiences":   out.BoundAudiences,
		"bound_claims_type": out.BoundClaimsType,
		"bound_issuer":      out.Issuer,
	}
	if out.JSONOnly {
		// The role is an object that is never empty.
		return strings.TrimSuffix(out.RoleJSON, "}") + `,"bound_issuer":` + relyingparty.JSON(out.Issuer, "") + "}"
	}
	claims := map[string]any{}
	for name, text := range out.BoundClaims {
		parts := []string{text}
		if !out.DisableParsing {
			parts = strings.Split(text, ",")
		}
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		claims[name] = parts
	}
	role["bound_claims"] = claims
	if out.BoundSubject != "" {
		role["bound_subject"] = out.BoundSubject
	}
	return relyingparty.JSON(role, "")
}
