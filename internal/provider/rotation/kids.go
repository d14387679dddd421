package rotation

// Lists of kids as arguments.

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// onlyKIDs refuses a private key where kids belong before there is a plan: the
// framework writes the elements of a set into its logs while it plans. The place
// is not pointed at, since Terraform shows what is written there.
func onlyKIDs(name string, kids types.Set, problems *problem.List) {
	for _, e := range kids.Elements() {
		if kid, ok := e.(types.String); ok && problem.Credential(kid.ValueString()) {
			problems.Add(problem.BadKey, "", name+": an element looks like a private key or a token, where kids are wanted", "Treat it as known to others if anybody could read it here")
			return
		}
	}
}
