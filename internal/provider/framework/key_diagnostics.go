package framework

// Errors about arguments that hold keys.

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
)

// KeyDiagnostics adds problems as diagnostics that show no key: Terraform prints
// the source text of the attribute that a diagnostic points at, and a key may be
// written out there. Those about arguments that hold keys name it and point at
// the block.
func KeyDiagnostics(problems problem.List, diags *diag.Diagnostics) {
	var shown problem.List
	for _, p := range problems {
		for _, holds := range []string{"private_key_pem", "public_key_pem", "keys", "jwks", "ca_pem"} { // private_key_pem_wo too
			if strings.HasPrefix(p.Field, holds) {
				p.Reason, p.Field = p.Field+": "+p.Reason, ""
				break
			}
		}
		shown = append(shown, p)
	}
	tfx.Diagnostics(shown, "", diags)
}
