package verdicts_test

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// TestWithoutMemo holds the grid's answers against the list where each comparison is
// decided by itself.
func TestWithoutMemo(t *testing.T) {
	defer proof.WithoutMemo()()
	TestGrid(t)
}
