package internal

// This file holds that every file says at its top what may live in it.

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// TestFilesSayWhatLivesInThem: a file opens with the package's comment, or with a
// sentence of its own between the package clause and the first declaration. A comment
// on a declaration speaks of that alone.
func TestFilesSayWhatLivesInThem(t *testing.T) {
	eachFile(t, func(file string) {
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", file), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if opening(f) == "" {
			t.Errorf("%s: say what may live here, in a sentence under the package clause", file)
		}
	})
}

// opening is what a file says of itself, "" where it is no sentence.
func opening(f *ast.File) string {
	first, doc := f.End(), (*ast.CommentGroup)(nil) // of the first declaration
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok {
			if g.Tok == token.IMPORT {
				continue
			}
			doc = g.Doc
		} else if d, ok := d.(*ast.FuncDecl); ok {
			doc = d.Doc
		}
		first = d.Pos()
		break
	}
	text := f.Doc.Text()
	for _, c := range f.Comments {
		if c.Pos() > f.Name.End() && c.End() < first && c != doc {
			text += c.Text()
		}
	}
	if text = strings.TrimSpace(text); strings.Count(text, " ") < 1 || !strings.HasSuffix(text, ".") {
		return ""
	}
	return text
}

func TestOpening(t *testing.T) {
	for source, want := range map[string]string{
		"// Package p is about p.\npackage p\n":                              "Package p is about p.",
		"package p\n\n// How p is read.\n\nimport \"fmt\"\n":                 "How p is read.",
		"package p\n\n// How p is read.\n\nvar x int\n":                      "How p is read.",
		"package p\n\n// x is a number.\nvar x int\n":                        "",
		"package p\n\nimport \"fmt\"\n\n// F prints what is said.\nfunc F()": "",
		"package p\n\n// TODO\n\nvar x int\n":                                "",
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if got := opening(f); got != want {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
	}
}
