package internal

// This file holds that what CONTRIBUTING.md names is there.

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var placesNamed = regexp.MustCompile("`((?:internal|examples|templates|docs|\\.ci)(?:/[A-Za-z0-9_./*-]*)?)`")

func TestContributingNamesWhatIsThere(t *testing.T) {
	text, err := os.ReadFile("../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range placesNamed.FindAllStringSubmatch(string(text), -1) {
		if found, err := filepath.Glob(filepath.Join("..", strings.TrimSuffix(m[1], "/..."))); err != nil || len(found) == 0 {
			t.Errorf("CONTRIBUTING.md: there is no %s", m[1])
		}
	}
}
