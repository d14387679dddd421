package providertest

// What most tests demand of a configuration.

import (
	"strings"
	"testing"
)

// ApplyTwiceClean applies the configuration to nothing, in one go, and then
// demands that a plan finds nothing to change. It returns the harness, for
// questions about the outputs or further steps.
func ApplyTwiceClean(t testing.TB, cioidc Factory, source Source, vars Variables, options ...Option) *Harness {
	t.Helper()
	h := New(t, cioidc, source, options...)
	h.ApplyTwiceClean(vars)
	return h
}

// ApplyTwiceClean is the function of that name for a harness that exists.
func (h *Harness) ApplyTwiceClean(vars Variables) {
	h.t.Helper()
	if _, err := h.Apply(vars); err != nil {
		h.t.Fatalf("apply: %v", err)
	}
	h.PlanIsEmpty(vars)
}

// PlanIsEmpty demands that a plan finds nothing to change.
func (h *Harness) PlanIsEmpty(vars Variables) {
	h.t.Helper()
	result, err := h.runWith(vars, []string{"plan", "-input=false", "-no-color", "-detailed-exitcode"})
	switch {
	case result.ExitCode == 2:
		h.t.Fatalf("the plan after the apply is not empty:\n%s", result.Output)
	case err != nil:
		h.t.Fatalf("plan after apply: %v", err)
	}
}

// PlanFails demands that the plan fails and that what it prints, flattened by
// [Flatten], holds each of the texts. It returns the flattened output.
func (h *Harness) PlanFails(vars Variables, texts ...string) string {
	h.t.Helper()
	plan, err := h.Plan(vars)
	if err == nil {
		h.t.Fatalf("the plan did not fail:\n%s", plan.Output)
	}
	flat := Flatten(err.Error())
	for _, text := range texts {
		if !strings.Contains(flat, Flatten(text)) {
			h.t.Errorf("the failure does not hold %q:\n%v", text, err)
		}
	}
	return flat
}
