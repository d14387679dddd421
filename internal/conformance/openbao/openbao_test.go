package openbao

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/jwtrole"
)

// For every description and signed token: OpenBao lets it log in exactly when the
// description does, be the role written from role_json or by the official
// provider.
func TestRoleAgreesWithDescription(t *testing.T) {
	s := jwtrole.New(t, "OpenBao", newMount)
	agree.Run(t, s.Party())
}

// Roles that only role_json can hold agree too.
func TestJSONOnlyRoleAgreesWithDescription(t *testing.T) {
	s := jwtrole.New(t, "OpenBao", newMount)
	agree.Run(t, s.JSONOnly())
}

// Each mistake planted into an emitted role is noticed by its world.
func TestWorldNoticesFaultsInRoles(t *testing.T) {
	s := jwtrole.New(t, "OpenBao", newMount)
	agree.Notice(t, s.Party(), s.Plant, jwtrole.Redundant)
}

// Tokens written by hand are judged as the vendors' documentation has it.
func TestRolesJudgeVectors(t *testing.T) {
	s := jwtrole.New(t, "OpenBao", newMount)
	agree.Vectors(t, s.Party())
}
