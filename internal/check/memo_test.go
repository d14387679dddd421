package check

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

// TestWithoutMemo: every story of the corpus has the same answers, facts, findings and
// codes where each comparison is decided by itself.
func TestWithoutMemo(t *testing.T) {
	effort.Alone(t)
	defer proof.WithoutMemo()()
	TestCorpus(t)
}
