package provider_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/pipeline"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

var update = flag.Bool("update", false, "rewrite the pipelines of the examples and testdata/example_verdicts.txt")

// pipelineFile is where the example's pipeline lies, or empty: every folder named
// platform-party has one.
func pipelineFile(dir string) string {
	platform, party, _ := strings.Cut(dir, "-")
	for _, p := range pipeline.Platforms() {
		for _, r := range pipeline.Parties() {
			if p.Name == platform && r.Name == party {
				return filepath.Join(examplesRoot, dir, filepath.FromSlash(p.File))
			}
		}
	}
	return ""
}

// currentPipeline demands that the file beside the example is what the example
// makes. Run with -update to write it.
func currentPipeline(t *testing.T, h *providertest.Harness, dir string) {
	t.Helper()
	file := pipelineFile(dir)
	if file == "" {
		return
	}
	got, _ := exampleOutputs(t, h)["pipeline"].(string)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got == "" || got != string(want) {
		t.Errorf("%s is out of date (go test ./internal/provider -run TestExamples -update); the example makes\n%s", file, got)
	}
}

// TestExamplesHavePipelines demands the twelve pairs that guides show, and
// nothing but the file of a pair's platform.
func TestExamplesHavePipelines(t *testing.T) {
	t.Parallel()
	for _, platform := range []string{"semaphore", "circleci", "gitlab"} {
		for _, party := range pipeline.Parties() {
			dir := platform + "-" + party.Name
			if _, ok := examples[dir]; !ok {
				t.Errorf("there is no example %s", dir)
			}
			if _, err := os.Stat(pipelineFile(dir)); err != nil && !*update {
				t.Error(err)
			}
		}
	}
}
