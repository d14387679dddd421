package providertest

// Where a configuration comes from.

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Source is a configuration that a [Harness] can copy into its own directory.
type Source interface {
	// place writes the configuration below dir and returns the folder to run
	// in, relative to dir.
	place(dir string) (string, error)
}

// Config is the text of a configuration of one file, main.tf.
func Config(hcl string) Source { return Files{"main.tf": hcl} }

// Files is a configuration given as texts by file name; names may hold folders.
type Files map[string]string

func (f Files) place(dir string) (string, error) {
	for name, text := range f {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return "", err
		}
	}
	return ".", nil
}

// Dir is a configuration folder that refers to no folder outside itself.
func Dir(path string) Source { return tree{root: path, sub: "."} }

// Tree is the folder sub of root. All of root is copied, so modules of sub may
// refer to its neighbours by relative paths such as "../../modules/x".
func Tree(root, sub string) Source { return tree{root: root, sub: filepath.FromSlash(sub)} }

type tree struct{ root, sub string }

func (s tree) place(dir string) (string, error) {
	if !filepath.IsLocal(s.sub) {
		return "", fmt.Errorf("%q is not a folder of %q", s.sub, s.root)
	}
	if info, err := os.Stat(filepath.Join(s.root, s.sub)); err != nil {
		return "", err
	} else if !info.IsDir() {
		return "", fmt.Errorf("%q is not a folder", filepath.Join(s.root, s.sub))
	}
	return s.sub, filepath.WalkDir(s.root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(s.root, path)
		if err != nil {
			return err
		}
		target := filepath.Join(dir, rel)
		switch {
		case entry.IsDir() && leftover(entry.Name()):
			return filepath.SkipDir
		case entry.IsDir():
			return os.MkdirAll(target, 0o755)
		case leftover(entry.Name()) || !entry.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o644)
	})
}

// leftover tells files that someone's own run of the CLI leaves behind. They
// would make a greenfield run something else.
func leftover(name string) bool {
	switch name {
	case ".terraform", ".terraform.lock.hcl", ".terraform.tfstate.lock.info", ".git":
		return true
	}
	return strings.HasPrefix(name, "terraform.tfstate")
}
