package check

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// TestControlCharacters: a pattern that holds a control character, which matches
// nothing that is ever minted, does not stand for one with a wildcard there.
func TestControlCharacters(t *testing.T) {
	d, problems := trust.Describe("gitlab", value.Of(m{"projects": []string{"g/p"}, "branches": []string{"main"}}))
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	for _, patterns := range [][]any{{"project_path:g/*b\x02", "project_path:g/*b*"}, {"project_path:g/*b*", "project_path:g/*b\x02"}} {
		p := policyOf(t, m{"vault": m{
			"role_type": "jwt", "bound_issuer": "https://gitlab.com", "user_claim": "project_id", "bound_audiences": []any{"vault"},
			"bound_claims_type": "glob", "bound_claims": m{"sub": patterns},
		}})
		if got := Run(p, Options{Jobs: d.Jobs}).Wider; got != proof.Yes {
			t.Errorf("%q: whether others get in: %v", patterns, got)
		}
	}
}
