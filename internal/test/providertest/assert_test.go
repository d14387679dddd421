package providertest

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest/doubles"
)

// failsWith runs a check that must fail and returns how it does.
func failsWith(t *testing.T, check func(t testing.TB)) string {
	t.Helper()
	f := &fatalTB{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		check(f)
	}()
	<-done
	return f.text
}

func TestChecksCanFail(t *testing.T) {
	t.Parallel()
	effort.Since(t, effort.Test) // needs a CLI
	factory := doubles.Factories()["hashicorp/aws"]
	text := failsWith(t, func(t testing.TB) {
		ApplyTwiceClean(t, factory, Config(`output "now" { value = timestamp() }`), nil)
	})
	if !strings.Contains(text, "the plan after the apply is not empty") || !strings.Contains(text, "now") {
		t.Errorf("a perpetual difference: %q", text)
	}
	text = failsWith(t, func(t testing.TB) {
		New(t, factory, Config(`output "one" { value = 1 }`)).PlanFails(nil)
	})
	if !strings.Contains(text, "the plan did not fail") {
		t.Errorf("a plan that passes: %q", text)
	}
}
