package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// is demands one output's value.
func is(name string, want any) func(*testing.T, map[string]any) {
	return func(t *testing.T, outputs map[string]any) {
		t.Helper()
		if diff := cmp.Diff(want, outputs[name]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// tableToActOn demands that the audit speaks of every document, the worst first,
// and says of each what is wrong and where; what is right is not in the table.
func tableToActOn(t *testing.T, outputs map[string]any) {
	t.Helper()
	table, _ := outputs["table"].([]any)
	report, _ := outputs["report"].(string)
	listed := map[string]string{}
	last := ""
	rank := map[string]int{"error": 0, "warning": 1, "info": 2, "none": 3}
	for _, r := range table {
		row, _ := r.(map[string]any)
		name, severity := fmt.Sprint(row["document"]), fmt.Sprint(row["severity"])
		listed[name] = fmt.Sprint(row["codes"])
		if rank[severity] < rank[last] || fmt.Sprint(row["detail"]) == "" || !strings.Contains(report, name) {
			t.Errorf("after %q: %v", last, row)
		}
		last = severity
	}
	if !strings.Contains(report, "\n50 documents: ") {
		t.Errorf("not fifty:\n%s", report)
	}
	for name, code := range map[string]string{ // one mistake of each kind
		"aws terraform-apply": "CT002", "aws data-lake": "CT004", "aws circle-deploy": "CT003", "aws release-tags": "CT005",
		"aws docs-site": "CT006", "aws terraform-plan": "CT021", "aws partner-share": "CT026",
		"vault open": "CT002", "vault forgot-glob": "CT005", "google github-matches": "CT015", "azure glob": "CT005", "azure slash": "CT027",
	} {
		if !strings.Contains(listed[name], code) {
			t.Errorf("%s: %s is not among %q", name, code, listed[name])
		}
	}
	for _, fine := range []string{"aws lambda-exec", "aws ec2-bastion", "vault deploy"} {
		if codes, ok := listed[fine]; ok {
			t.Errorf("%s is in the table: %s", fine, codes)
		}
	}
}

// TestExampleCheckBlockNeverBlocks holds the first sentence of the guide on
// tests: with a policy that is not the jobs', the plan and the apply pass.
func TestExampleCheckBlockNeverBlocks(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, exampleFactory, exampleSource(t, "testing/check-block"))
	edit(t, h, "{ jobs = local.deploy.jobs,", `{ jobs = provider::cioidc::jobs("gitlab", { projects = ["my-group/my-project"], branches = ["dev"] }).jobs,`)
	plan := examplePlan(t, h)
	if !strings.Contains(providertest.Flatten(plan.Output), "Warning: Check block assertion failed") {
		t.Errorf("the check does not warn:\n%s", plan.Output)
	}
	if _, err := h.ApplyPlan(plan); err != nil {
		t.Errorf("the check blocks: %v", err)
	}
}

// TestExamplePreconditionStops: a policy that lets others in is not written.
func TestExamplePreconditionStops(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, exampleFactory, exampleSource(t, "testing/precondition"))
	h.PlanFails(providertest.Vars{"subject": "project_path:my-group/*"}, "Resource precondition failed", "The role deploy would let others in:")
	if _, err := h.Plan(providertest.Vars{"subject": "project_path:my-group/my-project:ref_type:branch:ref:ma?n"}); err == nil {
		t.Error("the plan passes with a pattern that other branches fit")
	}
}

// TestExampleModuleTests: the tests of the guide run, and can fail.
func TestExampleModuleTests(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, exampleFactory, exampleSource(t, "testing/terraform-test"))
	if _, err := h.Init(); err != nil {
		t.Fatal(err)
	}
	result, err := h.Run("test", "-no-color")
	if err != nil || !strings.Contains(result.Output, "2 passed, 0 failed") {
		t.Fatalf("%v\n%s", err, result.Output)
	}
	edit(t, h, `default     = ["main"]`, `default     = ["*"]`)
	result, err = h.Run("test", "-no-color")
	if err == nil || !strings.Contains(result.Output, "1 passed, 1 failed") {
		t.Errorf("the tests pass with any branch: %v\n%s", err, result.Output)
	}
}
