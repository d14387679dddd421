package lint_test

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// TestSeverity: a milder finding is one step below its rule, and nothing is below info.
func TestSeverity(t *testing.T) {
	below := map[lint.Severity]lint.Severity{lint.Error: lint.Warning, lint.Warning: lint.Info, lint.Info: lint.Info}
	seen := map[lint.Severity]bool{}
	for _, r := range lint.Rules() {
		seen[r.Severity] = true
		if got := (lint.Finding{Code: r.Code}).Severity(); got != r.Severity {
			t.Errorf("%s is %s, want %s", r.Code, got, r.Severity)
		}
		if got := (lint.Finding{Code: r.Code, Milder: true}).Severity(); got != below[r.Severity] {
			t.Errorf("%s, milder, is %s, want %s", r.Code, got, below[r.Severity])
		}
	}
	if len(seen) < 2 {
		t.Errorf("the rules of this package are all %v", seen)
	}
}
