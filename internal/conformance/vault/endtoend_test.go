package vault

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/endtoend"
)

// Tokens of the ephemeral resource log in with the roles and documents of the
// functions, before, during and after a rotation, and what must not enter is
// refused with Vault's own message.
func TestEndToEnd(t *testing.T) {
	endtoend.Suite{Name: "Vault", Mount: newMount}.Run(t)
}
