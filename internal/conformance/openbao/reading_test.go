package openbao

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/jwtrole"
)

// Any role and any signed token: vault.Parse takes the roles that OpenBao takes,
// and Admits and the condition answer as it does, but for two known deviations.
func TestReadRolesAgree(t *testing.T) {
	jwtrole.Reading{Name: "OpenBao", Mount: newMount, Known: jwtrole.OpenBao}.Run(t)
}

// What is not modelled, and cannot be in a platform's token, stays as it is known.
func TestRegisteredClaimsInAnyCase(t *testing.T) {
	jwtrole.Reading{Name: "OpenBao", Mount: newMount}.Folded(t)
}
