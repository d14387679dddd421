package errata

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An archive is a txtar file: a comment, then files in order. The format is
// that of golang.org/x/tools/txtar, which is no dependency of ours.
type archive struct {
	comment string
	files   []file
}

type file struct{ name, text string }

// parse reads an archive. A file starts with a line "-- name --".
func parse(data string) archive {
	var a archive
	into := &a.comment
	for line := range strings.Lines(data) {
		name, isName := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "-- ")
		name, closed := strings.CutSuffix(name, " --")
		if isName && closed {
			a.files = append(a.files, file{name: name})
			into = &a.files[len(a.files)-1].text
			continue
		}
		*into += line
	}
	return a
}

// String writes the archive; parse reads it back.
func (a archive) String() string {
	var b strings.Builder
	b.WriteString(a.comment)
	for _, f := range a.files {
		b.WriteString("-- " + f.name + " --\n" + f.text)
	}
	return b.String()
}

// get returns a file's text, or "".
func (a archive) get(name string) string {
	for _, f := range a.files {
		if f.name == name {
			return f.text
		}
	}
	return ""
}

func readArchive(t *testing.T, path string) archive {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(path))
	if err != nil {
		t.Fatal(err)
	}
	return parse(string(data))
}
