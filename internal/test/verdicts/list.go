package verdicts

// Lists of answers in a file, compared and written.

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"slices"
	"strings"
	"testing"
)

// A List is a file of answers. Each line is the name of a question, " | " and an
// answer; a question may have several lines, which stand together.
type List struct {
	File    string
	Command string // writes the file anew
	// Names are those of all questions, in the order of the file.
	Names []string
}

// Answers are the answers to some of the questions, or all, by name.
type Answers map[string][]string

const separator = " | "

// lines are the answers to the named questions as they stand in the file.
func (a Answers) lines(names []string) []string {
	var out []string
	for _, name := range names {
		for _, answer := range a[name] {
			out = append(out, name+separator+answer)
		}
	}
	return out
}

// read is the file; what stands there under no name is left over.
func (l List) read() (known Answers, left []string) {
	raw, _ := os.ReadFile(l.File) // a file that is not there has no answers
	known = Answers{}
	names := map[string]bool{}
	for _, name := range l.Names {
		names[name] = true
	}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSuffix(line, "\n")
		if name, ok := nameOf(line, names); ok {
			known[name] = append(known[name], line[len(name)+len(separator):])
		} else {
			left = append(left, line)
		}
	}
	return known, left
}

// nameOf is the longest name that the line begins with.
func nameOf(line string, names map[string]bool) (string, bool) {
	for end := len(line); ; {
		if end = strings.LastIndex(line[:end], separator); end < 0 {
			return "", false
		}
		if names[line[:end]] {
			return line[:end], true
		}
	}
}

// Compare fails the test where the file has other answers to the questions that
// got has, or lines that answer none of the questions.
func (l List) Compare(t testing.TB, got Answers) {
	t.Helper()
	known, left := l.read()
	if len(left) > 0 {
		t.Errorf("%s has lines that answer no question; %s would take them away:\n%s", l.File, l.Command, strings.Join(left, "\n"))
	}
	var differ []string
	for _, name := range l.Names {
		if answers, asked := got[name]; asked && !slices.Equal(answers, known[name]) {
			differ = append(differ, name)
		}
	}
	if len(differ) > 0 {
		t.Errorf("%d answers are not those of %s (- the file, + today). If that is meant: %s\n%s", len(differ), l.File, l.Command, difference(differ, known, got))
	}
}

// difference shows the lines of the named questions that stand on one side only.
func difference(names []string, before, after Answers) string {
	var out strings.Builder
	for _, name := range names {
		was, is := before.lines([]string{name}), after.lines([]string{name})
		for _, line := range was {
			if !slices.Contains(is, line) {
				out.WriteString("- " + line + "\n")
			}
		}
		for _, line := range is {
			if !slices.Contains(was, line) {
				out.WriteString("+ " + line + "\n")
			}
		}
	}
	return out.String()
}

// Write writes the answers into the file. What got does not have stays as it is.
func (l List) Write(t testing.TB, got Answers) {
	t.Helper()
	all, _ := l.read()
	for name, answers := range got {
		all[name] = answers
	}
	text := strings.Join(all.lines(l.Names), "\n") + "\n"
	if err := os.WriteFile(l.File, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Digest stands for a document in a list: eight hexadecimal digits, which change when
// a byte of it does.
func Digest(document string) string {
	sum := sha256.Sum256([]byte(document))
	return hex.EncodeToString(sum[:4])
}
