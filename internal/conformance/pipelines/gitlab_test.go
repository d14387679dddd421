package pipelines

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"
)

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	out, err := jsonschema.NewCompiler().Compile("testdata/gitlab-ci.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// document reads YAML as JSON values.
func document(t *testing.T, text string) any {
	t.Helper()
	var out any
	if err := yaml.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestGitLab: GitLab's schema takes every file that is generated for it: those of
// the examples and of the golden pairs.
func TestGitLab(t *testing.T) {
	s := schema(t)
	files := map[string]string{}
	examples, err := filepath.Glob("../../../examples/*/.gitlab-ci.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range examples {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(text)
	}
	pairs, err := filepath.Glob("../../pipeline/testdata/pairs/gitlab-*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range pairs {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if f.Name == "yaml" {
				files[name] = string(f.Data)
			}
		}
	}
	if len(examples) < 4 || len(pairs) < 4 || len(files) != len(examples)+len(pairs) {
		t.Fatalf("%d examples and %d pairs, %d files", len(examples), len(pairs), len(files))
	}
	for name, text := range files {
		if err := s.Validate(document(t, text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestGitLabRefuses: the schema notices what goes wrong in such files.
func TestGitLabRefuses(t *testing.T) {
	s := schema(t)
	text, err := os.ReadFile("../../../examples/gitlab-aws/.gitlab-ci.yml")
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string][2]string{
		"a token without an audience": {"aud:", "audience:"},
		"a script that is a map":      {"script:\n", "script:\n    lines:\n"},
		"no script":                   {"script:", "scripts:"},
		"an image that is a list":     {"image:", "image: []\n  images:"},
	} {
		if !strings.Contains(string(text), change[0]) {
			t.Fatalf("%s: the example has no %q", what, change[0])
		}
		if s.Validate(document(t, strings.Replace(string(text), change[0], change[1], 1))) == nil {
			t.Errorf("%s is taken", what)
		}
	}
}
