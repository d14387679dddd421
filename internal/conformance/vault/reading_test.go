package vault

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/jwtrole"
)

// Any role and any signed token: vault.Parse takes the roles that Vault's plugin
// takes, and Admits and the condition answer as it does.
func TestReadRolesAgree(t *testing.T) {
	jwtrole.Reading{Name: "Vault", Mount: newMount}.Run(t)
}

// What is not modelled, and cannot be in a platform's token, stays as it is known.
func TestRegisteredClaimsInAnyCase(t *testing.T) {
	jwtrole.Reading{Name: "Vault", Mount: newMount}.Folded(t)
}
