package agree

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Counts are what one relying party's run found on one platform. They stand in
// counts/, from where the table of README.md is made.
type Counts struct {
	Party, Platform                 string
	Emitted, Cases, Pairs, Admitted int
	Faults                          int // noticed
}

var notInNames = regexp.MustCompile(`[^a-z0-9]+`)

// countsDir is seen from the packages of this module.
const countsDir = "../counts"

// Writing reports whether counts are to be written down anew rather than compared:
// CIOIDC_COUNTS=write.
func Writing() bool { return os.Getenv("CIOIDC_COUNTS") == "write" }

// record compares counts with those that are written down, or writes them. The
// long run and one of single cases have others.
func record(t *testing.T, kind, party string, list []Counts) {
	t.Helper()
	if Soak() || filtered() || len(list) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString(party + "\n")
	for _, c := range list {
		if kind == "faults" {
			fmt.Fprintf(&b, "%s\t%d\n", c.Platform, c.Faults)
		} else {
			fmt.Fprintf(&b, "%s\t%d\t%d\t%d\t%d\n", c.Platform, c.Emitted, c.Cases, c.Pairs, c.Admitted)
		}
	}
	path := filepath.Join(countsDir, kind, notInNames.ReplaceAllString(strings.ToLower(party), "-")+".tsv")
	if Writing() {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(was) != b.String() {
		t.Errorf("the counts are others than those written down; CIOIDC_COUNTS=write go test ./... && CIOIDC_COUNTS=write go test ./agree writes them\ngot\n%swas\n%s", b.String(), was)
	}
}

// ReadCounts reads what is written down of one kind, sorted by party and platform.
func ReadCounts(kind string) ([]Counts, error) {
	files, err := filepath.Glob(filepath.Join(countsDir, kind, "*.tsv"))
	if err != nil {
		return nil, err
	}
	var out []Counts
	for _, f := range slices.Sorted(slices.Values(files)) {
		raw, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		party, lines, _ := strings.Cut(string(raw), "\n")
		for line := range strings.Lines(lines) {
			c := Counts{Party: party}
			if kind == "faults" {
				_, err = fmt.Sscanf(line, "%s\t%d\n", &c.Platform, &c.Faults)
			} else {
				_, err = fmt.Sscanf(line, "%s\t%d\t%d\t%d\t%d\n", &c.Platform, &c.Emitted, &c.Cases, &c.Pairs, &c.Admitted)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", f, err)
			}
			out = append(out, c)
		}
	}
	return out, nil
}
