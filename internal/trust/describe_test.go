package trust

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

func TestDescribeNeedsProjectAndRef(t *testing.T) {
	_, problems := Describe("gitlab", value.Of(map[string]any{}))
	if len(problems) != 2 {
		t.Fatalf("an empty description: got %v, want one problem for the project and one for the ref", problems)
	}
}
