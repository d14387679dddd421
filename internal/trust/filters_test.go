package trust_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var update = flag.Bool("update", false, "rewrite testdata")

// TestFilters holds whole diagnostics, one file per filter: NAME.json is the
// input, NAME.txt what the user is told; "ok" and the summary when nothing is
// wrong. Run with -update to rewrite the texts, then read them.
func TestFilters(t *testing.T) {
	files, err := filepath.Glob("testdata/filters/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata", err)
	}
	have := map[string]bool{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		have[name] = true
		t.Run(name, func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a := txtar.Parse(raw)
			for i := 0; i+1 < len(a.Files); i += 2 {
				got := tell(t, a.Files[i].Data)
				if *update {
					a.Files[i+1].Data = []byte(got)
				} else if want := string(a.Files[i+1].Data); got != want {
					t.Errorf("%s: got\n%swant\n%s", a.Files[i].Name, got, want)
				}
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(a), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	for _, p := range platform.All() {
		for _, f := range p.Filters {
			if !have[f.Name] {
				t.Errorf("filter %s of %s has no file of diagnostics", f.Name, p.Name)
			}
		}
	}
}

func tell(t *testing.T, input []byte) string {
	t.Helper()
	var in struct {
		Platform string
		Filters  map[string]any
	}
	if err := json.Unmarshal(input, &in); err != nil {
		t.Fatalf("%s: %v", input, err)
	}
	d, problems := trust.Describe(in.Platform, value.Of(in.Filters))
	if len(problems) > 0 {
		return problems.Text(d.Name) + "\n"
	}
	return "ok: " + d.Jobs.Summary(200) + "\n"
}
