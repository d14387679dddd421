package errata

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var update = flag.Bool("update", false, "write the documents in testdata/seeds anew")

// A description is the file "filters" of a case: jobs(platform, filters).
type description struct {
	Platform string `json:"platform"`
	Filters  args   `json:"filters"`
}

// TestSeeds compiles each example of the vendor guides. A case has a comment
// that says why it exists, its "filters", its "options" by back end, and for
// each back end "want.<name>" with the document or "error.<name>" with the
// whole text of the error; "error.jobs" where the description itself is wrong.
func TestSeeds(t *testing.T) {
	paths, err := filepath.Glob("testdata/seeds/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			have := readArchive(t, path)
			if strings.TrimSpace(have.comment) == "" {
				t.Error("no comment says why the case exists")
			}
			got := run(t, have)
			if *update {
				if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(have.String(), got.String()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// run returns the case with what the back ends give now.
func run(t *testing.T, have archive) archive {
	t.Helper()
	var d description
	var options map[string]args
	strict(t, have.get("filters"), &d)
	strict(t, have.get("options"), &options)
	if len(options) == 0 {
		t.Error("the case names no back end")
	}
	out := archive{have.comment, []file{{"filters", have.get("filters")}, {"options", have.get("options")}}}
	described, problems := trust.Describe(d.Platform, value.Of(d.Filters))
	if len(problems) > 0 {
		out.files = append(out.files, file{"error.jobs", problems.Text("") + "\n"})
		return out
	}
	for _, name := range slices.Sorted(maps.Keys(options)) {
		render, ok := renderers[name]
		if !ok {
			t.Errorf("there is no back end %q", name)
			continue
		}
		if text, problems := render(described.Jobs, options[name]); len(problems) > 0 {
			out.files = append(out.files, file{"error." + name, problems.Text("") + "\n"})
		} else {
			out.files = append(out.files, file{"want." + name, text})
		}
	}
	return out
}

func strict(t *testing.T, text string, into any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatal(err)
	}
}

// eachWant visits what all cases want of a back end.
func eachWant(t *testing.T, name string, visit func(t *testing.T, text string)) {
	t.Helper()
	paths, _ := filepath.Glob("testdata/seeds/*.txtar")
	n := 0
	for _, path := range paths {
		if text := readArchive(t, path).get("want." + name); text != "" {
			n++
			t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { visit(t, text) })
		}
	}
	if n == 0 {
		t.Fatalf("no case wants anything of %s", name)
	}
}
