package internal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// mayName are packages that may name platforms: they make keys and files for single
// platforms by name, or are no part of what ships.
var mayName = []string{"jwk", "rotation", "signingkey", "bench", "conformance", "test", "tools", "docgen", "testdata"}

// common are names of claims, variables or filters that are words of OpenID Connect, of
// Terraform or of the provider's own arguments as well.
var common = []string{"audiences", "email", "environment", "group", "issuer", "name", "ref", "token_version", "url"}

// others are platforms that documents name though no data file is about them.
var others = []string{"buildkite", "bitbucket", "spacelift"}

// catalogue are the texts of a finding's page, in the file of its rule: they show
// examples and sources, and no rule reads them.
var catalogue = []string{"Title", "Why", "Fix", "Source"}

// TestNoPlatformIsNamed holds that what is known of single platforms is data: no string
// and no identifier of Go that ships names a platform, or a claim, variable or filter of
// one.
func TestNoPlatformIsNamed(t *testing.T) {
	within, whole := slices.Clone(others), map[string]bool{}
	for _, p := range platform.All() {
		brand, _, _ := strings.Cut(strings.ToLower(p.Title), " ")
		within = append(within, p.Name, brand)
		for _, issuer := range p.Issuer.SharedAt {
			u, err := url.Parse(issuer)
			if err != nil {
				t.Fatal(err)
			}
			within = append(within, u.Host)
		}
		for _, v := range p.Variables {
			whole[v.Name] = true
		}
		for _, f := range p.Filters {
			whole[f.Name] = true
		}
		for i := range p.Forms {
			for _, claim := range p.Forms[i].ClaimNames() {
				whole[claim] = true
			}
		}
	}
	for _, word := range common {
		delete(whole, word)
	}
	names := func(text string) bool {
		text = strings.ReplaceAll(strings.ToLower(text), "github.com/", "") // of modules
		return whole[text] || slices.ContainsFunc(within, func(word string) bool { return strings.Contains(text, word) })
	}
	read := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains(mayName, d.Name()):
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		read++
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && strings.HasPrefix(d.Name(), "ct") && slices.Contains(catalogue, key.Name) {
					return false
				}
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && names(text) {
					t.Errorf("%s: %s names a platform, or what one calls something", files.Position(n.Pos()), n.Value)
				}
			case *ast.Ident:
				lower := strings.ToLower(n.Name)
				if slices.ContainsFunc(within, func(word string) bool { return strings.Contains(lower, word) }) {
					t.Errorf("%s: %s names a platform", files.Position(n.Pos()), n.Name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || read < 200 {
		t.Errorf("%d files read: %v", read, err)
	}
}
