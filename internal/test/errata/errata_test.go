package errata

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The list of facts has so many rows, and of so many no document can be about.
const (
	rows           = 34
	maxNoDocuments = 10
)

// TestErrata checks that each row of the errata names a test that exists, or
// says in a sentence why there is none.
func TestErrata(t *testing.T) {
	errata := readArchive(t, "testdata/errata.txtar")
	if len(errata.files) != rows {
		t.Fatalf("got %d rows, want %d", len(errata.files), rows)
	}
	known := goTests(t, "../../..")
	noDocuments := 0
	for i, row := range errata.files {
		if want := fmt.Sprintf("%02d", i+1); row.name != want {
			t.Errorf("row %s stands where %s belongs", row.name, want)
		}
		what, how, _ := strings.Cut(strings.TrimSpace(row.text), "\n")
		if what == "" {
			t.Errorf("row %s does not say what is wrong", row.name)
		}
		if why, ok := strings.CutPrefix(how, "no document: "); ok {
			noDocuments++
			if strings.Count(why, ".") != 1 || !strings.HasSuffix(why, ".") {
				t.Errorf("row %s: %q is not one sentence", row.name, why)
			}
			continue
		}
		names, ok := strings.CutPrefix(how, "test: ")
		if !ok {
			t.Errorf("row %s names no test: %q", row.name, how)
		}
		for name := range strings.SplitSeq(names, ", ") {
			if strings.HasPrefix(name, "seeds/") {
				if _, err := os.Stat(filepath.Join("testdata", filepath.FromSlash(name))); err != nil {
					t.Errorf("row %s: %v", row.name, err)
				}
			} else if !known[name] {
				t.Errorf("row %s: there is no test %q", row.name, name)
			}
		}
	}
	if noDocuments > maxNoDocuments {
		t.Errorf("%d rows have no document, want at most %d", noDocuments, maxNoDocuments)
	}
}

// goTests lists the test functions of the module, nested modules left out.
func goTests(t *testing.T, root string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			_, nested := os.Stat(filepath.Join(path, "go.mod"))
			if path != root && (nested == nil || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Test") {
				out[fn.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
