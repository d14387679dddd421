package check

import (
	"maps"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// TestAlong: how a pattern is cut along a template, and where it cannot be.
func TestAlong(t *testing.T) {
	tmpl := platform.Template{Lits: []string{"repo:", "/", ":ref:refs/heads/", ""}, Vars: []string{"owner", "name", "branch"}}
	for _, tt := range []struct {
		glob string
		want map[string]string // nil: not along this template
	}{
		{"repo:o/r:ref:refs/heads/main", map[string]string{"owner": "o", "name": "r", "branch": "main"}},
		{"repo:o/*:ref:refs/heads/v-*", map[string]string{"owner": "o", "name": "*", "branch": "v-*"}},
		{"repo:o/r:*", map[string]string{"owner": "o", "name": "r"}},
		{"repo:o/r*", map[string]string{"owner": "o", "name": "r*"}},
		{"repo:o*", map[string]string{"owner": "o*"}},
		{"repo:*:ref:refs/heads/main", map[string]string{"owner": "*", "branch": "main"}},
		{"*:ref:refs/heads/main", map[string]string{"branch": "main"}},
		{"*", map[string]string{}},
		{"re*", map[string]string{}},
		{"repo:o/r:environment:prod", nil},
		{"repo:o", nil},
		{"", nil},
	} {
		got, ok := along(tmpl, tt.glob, func(v, part string) bool { return v == "branch" || !strings.ContainsAny(part, ":/") })
		if ok != (tt.want != nil) || ok && !maps.Equal(got, tt.want) {
			t.Errorf("%s: %v %v", tt.glob, got, ok)
		}
	}
}
