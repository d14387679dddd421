package vault

import (
	"encoding/json"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
)

// This file says how a role arrives at Vault.

// Sent is the role as it arrives at Vault, with the mount's bound_issuer beside
// it. The official provider (5.11, resource_jwt_auth_backend_role.go) splits
// bound claims at commas unless that is disabled, trims the parts, and always
// sends lists of strings. A role that is JSONOnly does not go that way.
func (out Role) Sent() string {
	role := out.throughProvider()
	if out.JSONOnly {
		role = map[string]any{}
		if err := json.Unmarshal([]byte(out.RoleJSON), &role); err != nil {
			panic(err) // it was encoded here
		}
	}
	role["bound_issuer"] = out.Issuer
	return relyingparty.JSON(role, "")
}

// throughProvider is what the official provider makes of its arguments.
func (out Role) throughProvider() map[string]any {
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
	role := map[string]any{
		"role_type":         "jwt",
		"user_claim":        out.UserClaim,
		"bound_audiences":   out.BoundAudiences,
		"bound_claims":      claims,
		"bound_claims_type": out.BoundClaimsType,
	}
	if out.BoundSubject != "" {
		role["bound_subject"] = out.BoundSubject
	}
	return role
}
