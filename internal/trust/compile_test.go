package trust_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A compileCase is one input of testdata/compile/*.txtar.
type compileCase struct {
	// Why the case exists.
	Why string
	// Can says what the relying party can do: claims (all of them, or claims:NAME),
	// subject (it is required), any_char, no_wildcards, one_clause.
	Can              []string
	AcceptUnenforced []string `json:"accept_unenforced"`
	AcceptUnverified []string `json:"accept_unverified"`
	Advice           map[string]string
	// Nearest asks for what Approximate says, too.
	Nearest bool

	// The description, or several.
	Platform     string
	Filters      map[string]any
	Descriptions []struct {
		Platform string
		Filters  map[string]any
	}
}

// TestCompile holds clauses, notes and refusals, one file for each part of the
// compile rule: NAME.json is the input, NAME.txt what comes out. Run with -update to
// rewrite the texts, then read them.
func TestCompile(t *testing.T) {
	eachCompileCase(t, func(t *testing.T, c compileCase) string {
		jobs, can := c.jobs(t), c.capabilities()
		clauses, notes, problems := trust.Compile(jobs, can)
		if (len(clauses) > 0) == (len(problems) > 0) {
			t.Errorf("%d clauses and %d problems", len(clauses), len(problems))
		}
		var b strings.Builder
		write(&b, clauses)
		for _, n := range notes {
			switch {
			case n.Dropped != "":
				b.WriteString("not enforced: " + n.Dropped + "\n")
			default:
				b.WriteString("assumes: " + n.Assumed + "\n")
			}
		}
		for _, p := range problems {
			writeProblem(&b, p)
		}
		if c.Nearest {
			b.WriteString("nearest:\n")
			write(&b, trust.Approximate(jobs, can))
		}
		return b.String()
	})
}

// eachCompileCase calls do with each case and holds what it returns against the text
// behind it; where it returns "", nothing is compared.
func eachCompileCase(t *testing.T, do func(t *testing.T, c compileCase) string) {
	t.Helper()
	files, err := filepath.Glob("testdata/compile/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		in := txtar.Parse(raw)
		if len(strings.TrimSpace(string(in.Comment))) == 0 {
			t.Errorf("%s does not say what it is about", file)
		}
		want := map[string]string{}
		for _, f := range in.Files {
			want[f.Name] = string(f.Data)
		}
		out := &txtar.Archive{Comment: in.Comment}
		for _, f := range in.Files {
			name, isInput := strings.CutSuffix(f.Name, ".json")
			if !isInput {
				continue
			}
			out.Files = append(out.Files, f)
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+name, func(t *testing.T) {
				c := readCompileCase(t, f.Data)
				got := do(t, c)
				if got == "" {
					return
				}
				out.Files = append(out.Files, txtar.File{Name: name + ".txt", Data: []byte(got)})
				if want := want[name+".txt"]; !*update && got != want {
					t.Errorf("%s\ngot\n%swant\n%s", c.Why, got, want)
				}
			})
		}
		if *update && len(out.Files) > len(in.Files)/2 {
			if err := os.WriteFile(file, txtar.Format(out), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func readCompileCase(t testing.TB, raw []byte) (c compileCase) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		t.Fatal(err)
	}
	if c.Why == "" {
		t.Error("the case does not say why it exists")
	}
	return c
}

// jobs are the case's descriptions, in the order in which they stand.
func (c compileCase) jobs(t *testing.T) trust.Jobs {
	t.Helper()
	var jobs trust.Jobs
	add := func(name string, filters map[string]any) {
		d, problems := trust.Describe(name, value.Of(filters))
		if len(problems) > 0 {
			t.Fatal(problems.Text(""))
		}
		jobs = append(jobs, d.Jobs...)
	}
	if c.Platform != "" {
		add(c.Platform, c.Filters)
	}
	for _, d := range c.Descriptions {
		add(d.Platform, d.Filters)
	}
	return jobs
}

func (c compileCase) capabilities() trust.Capabilities {
	all := slices.Contains(c.Can, "claims")
	return trust.Capabilities{
		Name: "The relying party",
		Claims: func(_ trust.Description, cl platform.Claim) bool {
			return all || slices.Contains(c.Can, "claims:"+cl.Name)
		},
		RequireSubject:   slices.Contains(c.Can, "subject"),
		AnyCharWildcard:  slices.Contains(c.Can, "any_char"),
		NoWildcards:      slices.Contains(c.Can, "no_wildcards"),
		OneClause:        slices.Contains(c.Can, "one_clause"),
		AcceptUnenforced: c.AcceptUnenforced,
		AcceptUnverified: c.AcceptUnverified,
		Advice:           c.Advice,
	}
}

func write(b *strings.Builder, clauses []trust.Clause) {
	for _, c := range clauses {
		b.WriteString(c.Platform.Name + " " + c.Issuer)
		if len(c.Audiences) > 0 {
			b.WriteString(" for " + strings.Join(c.Audiences, ", "))
		}
		b.WriteString("\n")
		for _, a := range c.Atoms {
			b.WriteString("  " + a.Claim)
			if a.Type != "string" {
				b.WriteString(" (" + a.Type + ")")
			}
			b.WriteString("\n")
			for _, s := range a.Any {
				b.WriteString("    " + shown(s) + "\n")
			}
		}
	}
}

// shown is a sequence with * for any run of characters and ?{n} for exactly n.
func shown(s pattern.Seq) string {
	var b strings.Builder
	for _, t := range s {
		switch t.Kind {
		case pattern.Lit:
			b.WriteString(t.Text)
		case pattern.Star:
			b.WriteString("*")
		case pattern.Ones:
			fmt.Fprintf(&b, "?{%d}", t.N)
		}
	}
	return b.String()
}

func writeProblem(b *strings.Builder, p problem.Problem) {
	b.WriteString(string(p.Code) + " " + p.Field + "\n  " + p.Reason + "\n")
	if p.Fix != "" {
		b.WriteString("  fix: " + p.Fix + "\n")
	}
	for _, l := range p.Lines {
		b.WriteString("  | " + l + "\n")
	}
}
