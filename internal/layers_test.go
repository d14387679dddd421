package internal

// This file holds the tree to layers.txt.

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/cioidc/terraform-provider-cioidc/"

// A layer is a line of layers.txt.
type layer struct {
	name           string // of a package, or x/* for those below x
	group          string // layers, beside or tests
	terraform, net bool
}

// readLayers reads layers.txt.
func readLayers(t *testing.T) []layer {
	t.Helper()
	text, err := os.ReadFile("layers.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []layer
	group := ""
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#":
		case len(words) == 1 && slices.Contains([]string{"layers", "beside", "tests"}, words[0]):
			group = words[0]
		default:
			l := layer{name: words[0], group: group}
			for _, word := range words[1:] {
				if word != "terraform" && word != "net" {
					break // what lives there
				}
				l.terraform, l.net = l.terraform || word == "terraform", l.net || word == "net"
			}
			out = append(out, l)
		}
	}
	return out
}

// find is the line of a package: its own, or that of all below its parent.
func find(layers []layer, dir string) int {
	if at := slices.IndexFunc(layers, func(l layer) bool { return l.name == dir }); at >= 0 {
		return at
	}
	return slices.IndexFunc(layers, func(l layer) bool { return l.name == path.Dir(dir)+"/*" })
}

// why says what forbids an import, "" if nothing does.
func why(layers []layer, dir, imported string) string {
	from := layers[find(layers, dir)]
	lower, ours := strings.CutPrefix(imported, module)
	switch {
	case strings.HasPrefix(imported, "github.com/hashicorp/") && !from.terraform:
		return "the engine knows nothing of Terraform"
	case (imported == "net" || imported == "net/http") && !from.net:
		return "it opens no connections"
	case !ours:
		return ""
	}
	at := find(layers, lower)
	switch to := layers[at]; {
	case from.group == "tests":
		return ""
	case to.group == "tests":
		return "that is for tests"
	case from.group == "layers" && (to.group != "layers" || at >= find(layers, dir)):
		return "that is no lower layer"
	}
	return ""
}

// TestLayers holds that every package stands in layers.txt and imports only what
// it may. Tests may import what they like.
func TestLayers(t *testing.T) {
	layers := readLayers(t)
	seen := map[int]bool{}
	eachFile(t, func(file string) {
		dir := path.Dir(file)
		at := find(layers, dir)
		if at < 0 {
			if dir != "internal" {
				t.Errorf("%s: its package does not stand in layers.txt", file)
			}
			return
		}
		seen[at] = true
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", file), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imp := range f.Imports {
			name := strings.Trim(imp.Path.Value, `"`)
			if lower, ours := strings.CutPrefix(name, module); ours && find(layers, lower) < 0 {
				continue // told of where it stands
			}
			if why := why(layers, dir, name); why != "" {
				t.Errorf("%s imports %s: %s", file, name, why)
			}
		}
	})
	for at, l := range layers {
		if !seen[at] {
			t.Errorf("layers.txt: there is no package %s", l.name)
		}
	}
}

// TestLayersForbid shows that each rule can fail.
func TestLayersForbid(t *testing.T) {
	layers := readLayers(t)
	for _, c := range []struct{ dir, imported, want string }{
		{"internal/trust", module + "internal/pattern", ""},
		{"internal/trust", module + "internal/proof", "that is no lower layer"},
		{"internal/relyingparty/aws", module + "internal/relyingparty/google", "that is no lower layer"},
		{"internal/provider/jobs", module + "internal/provider/token", "that is no lower layer"},
		{"internal/provider/jobs", module + "internal/provider/framework", ""},
		{"internal/provider", module + "internal/provider/jobs", ""},
		{"internal/check", module + "internal/bench", "that is no lower layer"},
		{"internal/docgen", module + "internal/test/fakeci", "that is for tests"},
		{"internal/test/e2e/standin", module + "internal/test/fakeci", ""},
		{"internal/check", "github.com/hashicorp/terraform-plugin-framework/types", "the engine knows nothing of Terraform"},
		{"internal/issuer", "net/http", "it opens no connections"},
		{"internal/live", "net/http", ""},
	} {
		if got := why(layers, c.dir, c.imported); got != c.want {
			t.Errorf("%s imports %s: %q, want %q", c.dir, c.imported, got, c.want)
		}
	}
}

// eachFile calls f with each Go file of this module that is no test, by its path
// from the root.
func eachFile(t *testing.T, f func(file string)) {
	t.Helper()
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		file, _ := filepath.Rel("..", name)
		file = filepath.ToSlash(file)
		if d.IsDir() {
			if file != "." && strings.HasPrefix(d.Name(), ".") || file == "internal/tools" || file == "internal/conformance" || d.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go") {
			f(file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
