package verdicts_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/verdicts"
)

// failures takes down what a test would have failed with.
type failures struct {
	testing.TB
	texts []string
}

func (f *failures) Helper() {}

func (f *failures) Errorf(format string, args ...any) {
	f.texts = append(f.texts, fmt.Sprintf(format, args...))
}

// TestList: answers to some questions are held against their lines alone, and
// writing them leaves the other lines as they are.
func TestList(t *testing.T) {
	l := verdicts.List{
		File: filepath.Join(t.TempDir(), "list.txt"), Command: "go test -update",
		Names: []string{"b", "a", "a | b"},
	}
	l.Write(t, verdicts.Answers{"a": {"one", "two"}, "a | b": {"ok | equal"}, "b": {"none"}})
	l.Write(t, verdicts.Answers{"b": {"some"}})
	text, err := os.ReadFile(l.File)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("b | some\na | one\na | two\na | b | ok | equal\n", string(text)); diff != "" {
		t.Errorf("the file (-want +got):\n%s", diff)
	}
	for _, c := range []struct {
		names []string
		got   verdicts.Answers
		says  []string // parts of the one failure; none: it holds
	}{
		{l.Names, verdicts.Answers{"a": {"one", "two"}}, nil},
		{l.Names, verdicts.Answers{"a": {"one", "two"}, "a | b": {"ok | equal"}, "b": {"some"}}, nil},
		{l.Names, verdicts.Answers{"a": {"one"}}, []string{"1 answers", "\n- a | two\n", "go test -update"}},
		{l.Names, verdicts.Answers{"a | b": {"ok | wider"}}, []string{"- a | b | ok | equal\n+ a | b | ok | wider\n"}},
		{append(l.Names, "new"), verdicts.Answers{"new": {"ok"}}, []string{"+ new | ok"}},
		{l.Names[1:], verdicts.Answers{}, []string{"no question", "b | some", "go test -update"}},
	} {
		f := &failures{TB: t}
		verdicts.List{File: l.File, Command: l.Command, Names: c.names}.Compare(f, c.got)
		if len(f.texts) != min(len(c.says), 1) {
			t.Errorf("%v: %d failures: %q", c.got, len(f.texts), f.texts)
			continue
		}
		for _, part := range c.says {
			if !strings.Contains(f.texts[0], part) {
				t.Errorf("%v: %q is not in %s", c.got, part, f.texts[0])
			}
		}
	}
}
