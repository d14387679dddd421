package platform_test

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// TestSubjectFilter: only subjects of CircleCI hold what no claim shows and a filter
// names.
func TestSubjectFilter(t *testing.T) {
	t.Parallel()
	for _, p := range platform.All() {
		want := map[string]string{"circleci": "user_ids"}[p.Name]
		if f, ok := p.SubjectFilter(); f.Name != want || ok != (want != "") {
			t.Errorf("%s: got %q, want %q", p.Name, f.Name, want)
		}
	}
}
