package internal

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/cioidc/terraform-provider-cioidc/"

// layers from the bottom up: a package may import only lower ones. A name stands
// for the package and those below it, unless they have a line of their own.
var layers = []string{
	"internal/problem",
	"internal/jwk",
	"internal/issuer",
	"internal/rotation",
	"internal/value",
	"internal/token",
	"internal/pattern",
	"internal/automaton",
	"internal/platform",
	"internal/mint",
	"internal/trust",
	"internal/proof",
	"internal/finding",
	"internal/relyingparty",
	"internal/relyingparty/",
	"internal/relyingparty/parties",
	"internal/pipeline",
	"internal/check",
	"internal/live",
	"internal/tfx",
	"internal/provider",
}

// terraform lists what may import Terraform modules.
var terraform = []string{"internal/tfx", "internal/provider", "internal/bench", "internal/bench/noop", "."}

func layer(dir string) int {
	switch {
	case slices.Contains(layers, dir):
		return slices.Index(layers, dir)
	case strings.HasPrefix(dir, "internal/relyingparty/"):
		return slices.Index(layers, "internal/relyingparty/")
	case strings.HasPrefix(dir, "internal/provider"):
		return slices.Index(layers, "internal/provider")
	}
	return slices.Index(layers, dir)
}

// TestLayers holds the import rules of this package's comment. Tests may import
// what they like.
func TestLayers(t *testing.T) {
	root := ".."
	seen := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if rel != "." && strings.HasPrefix(d.Name(), ".") || rel == "internal/tools" || rel == "internal/conformance" || d.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		dir := filepath.ToSlash(filepath.Dir(rel))
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		seen[dir] = true
		for _, imp := range f.Imports {
			name := strings.Trim(imp.Path.Value, `"`)
			if strings.HasPrefix(name, "github.com/hashicorp/") && !strings.HasPrefix(dir, "internal/provider/") && !strings.HasPrefix(dir, "internal/test/") && !slices.Contains(terraform, dir) {
				t.Errorf("%s imports %s: the engine knows nothing of Terraform", rel, name)
			}
			lower, ours := strings.CutPrefix(name, module)
			if ours && strings.HasPrefix(lower, "internal/test/") && !strings.HasPrefix(dir, "internal/test/") {
				t.Errorf("%s imports %s, which is for tests", rel, name)
			}
			if (name == "net" || name == "net/http") && layer(dir) >= 0 && dir != "internal/live" {
				t.Errorf("%s imports %s: only internal/live opens connections", rel, name)
			}
			if !ours || layer(dir) < 0 {
				continue
			}
			if layer(lower) >= layer(dir) && !strings.HasPrefix(dir, "internal/provider") {
				t.Errorf("%s imports %s, which is not a lower layer", rel, lower)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		if !seen[strings.TrimSuffix(l, "/")] {
			t.Errorf("no package at layer %s: the list is out of date", l)
		}
	}
}
