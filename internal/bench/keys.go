package main

// Plans with keys and rotations in which nothing is due.

import (
	"fmt"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// A keyForm is a form whose resources are there already, with nothing due.
type keyForm struct {
	resource  string // its type, without the provider's name
	algorithm string
	arguments string // more of them
	// distinct is how many resources are really made; the state holds these again
	// and again, since an apply takes the square of what there is: the CLI writes
	// the whole state after each resource.
	distinct int
}

var keyForms = map[form]keyForm{
	rotations:   {resource: "signing_key_rotation", algorithm: jwk.ES256, arguments: rotationArguments, distinct: 40},
	signingKeys: {resource: "signing_key", algorithm: jwk.RS256, distinct: 8}, // slower to make and to read than ES256
}

const rotationArguments = "  token_lifetime = \"1h\"\n"

// config has as many of the resources, and no output: what is in it would be
// read by the CLI alone.
func (k keyForm) config(local string, n int) string {
	return header(local, "cioidc/"+local) + fmt.Sprintf(`
resource "%s_%s" "ci" {
  count     = %d
  algorithm = %q
%s}
`, local, k.resource, n, k.algorithm, k.arguments)
}

// unchanged counts the resources that a plan has read, and is an error unless the
// plan then says that nothing changes.
func unchanged(stdout string) (int, error) {
	if !strings.Contains(stdout, "\nNo changes.") {
		return 0, fmt.Errorf("the plan has changes: %.500s", stdout)
	}
	return strings.Count(stdout, ": Refreshing state..."), nil
}
