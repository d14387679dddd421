package agree

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// table makes the table of README.md: a row for each party, and for each platform
// how many descriptions are emitted of how many, how many pairs are compared, how
// many of them are to be admitted, and how many planted faults are noticed.
func table(t *testing.T) string {
	t.Helper()
	pairs, err := ReadCounts("pairs")
	if err != nil {
		t.Fatal(err)
	}
	faults, err := ReadCounts("faults")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("| |")
	for _, p := range platform.All() {
		b.WriteString(" " + p.Title + " |")
	}
	b.WriteString(" together |\n|---|")
	b.WriteString(strings.Repeat("---|", len(platform.All())+1) + "\n")
	var parties []string
	for _, c := range pairs {
		if len(parties) == 0 || parties[len(parties)-1] != c.Party {
			parties = append(parties, c.Party)
		}
	}
	find := func(list []Counts, party, platform string) Counts {
		for _, c := range list {
			if c.Party == party && c.Platform == platform {
				return c
			}
		}
		return Counts{}
	}
	for _, party := range parties {
		var all Counts
		b.WriteString("| " + party + " |")
		for _, p := range platform.All() {
			c, f := find(pairs, party, p.Name), find(faults, party, p.Name).Faults
			if c.Cases == 0 {
				b.WriteString(" – |")
				continue
			}
			b.WriteString(" " + cell(c, f) + " |")
			all.Emitted, all.Cases, all.Pairs, all.Admitted, all.Faults = all.Emitted+c.Emitted, all.Cases+c.Cases, all.Pairs+c.Pairs, all.Admitted+c.Admitted, all.Faults+f
		}
		b.WriteString(" " + cell(all, all.Faults) + " |\n")
	}
	return b.String()
}

func cell(c Counts, faults int) string {
	s := fmt.Sprintf("%d of %d; %s, %s", c.Emitted, c.Cases, thousands(c.Pairs), thousands(c.Admitted))
	if faults > 0 {
		s += fmt.Sprintf("; %d", faults)
	}
	return s
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// The table of README.md says what is written down in counts/.
func TestReadmeStatesTheCounts(t *testing.T) {
	const from, to = "<!-- counts -->\n", "<!-- /counts -->"
	raw, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(raw), from)
	was, tail, more := strings.Cut(rest, to)
	if !ok || !more {
		t.Fatal("README.md has no place for the table")
	}
	now := table(t)
	if Writing() {
		if err := os.WriteFile("../README.md", []byte(head+from+now+to+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if was != now {
		t.Errorf("the table is another one; CIOIDC_COUNTS=write go test ./agree writes it\n%s", now)
	}
}

// The root's README.md says how many descriptions and, about, how many pairs.
func TestRootReadmeStatesTheCounts(t *testing.T) {
	raw, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	list, err := ReadCounts("pairs")
	if err != nil {
		t.Fatal(err)
	}
	cases, pairs := 0, 0
	for _, c := range list {
		if c.Party == "AWS" { // it leaves out none
			cases += c.Cases
		}
		if !strings.Contains(c.Party, "read back") {
			pairs += c.Pairs
		}
	}
	text := strings.Join(strings.Fields(string(raw)), " ")
	if want := fmt.Sprintf("%d descriptions and some %s pairs", cases, thousands((pairs+5_000)/10_000*10_000)); !strings.Contains(text, want) {
		t.Errorf("README.md does not say %q", want)
	}
}
