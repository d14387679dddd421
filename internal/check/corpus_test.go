package check

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var update = flag.Bool("update", false, "write testdata/verdicts.txt and testdata/corpus/README.md anew")

// A story is a document that somebody wrote, or could have, and what is to be
// said of it. Its archive has a comment that says why it exists and where it is
// from, the document (aws.json with client_ids.json, google.json, vault.json or
// azure.json), and where there are any intent.yaml and tokens/NAME.json.
type story struct {
	name, why, party, document string
	clients                    map[string]any
	jobs                       trust.Jobs
	named                      bool // the audiences of jobs
	tokens                     map[string]proof.Claims
	want                       want
}

// A want is want.yaml. What is left out is not looked at.
type want struct {
	// Refused is in the problem of a document that cannot be checked at all.
	Refused  string `yaml:"refused"`
	Applies  *bool  `yaml:"applies"`
	Relation string `yaml:"relation"`
	Wider    string `yaml:"wider"`
	Narrower string `yaml:"narrower"`
	// WiderKind is job or audience.
	WiderKind string `yaml:"wider_kind"`
	// The examples are claim → glob of what the token must have; with ! before it,
	// must not.
	WiderExample    map[string]string `yaml:"wider_example"`
	NarrowerExample map[string]string `yaml:"narrower_example"`
	Findings        []lint.Code       `yaml:"findings"`
	Exactly         bool              `yaml:"exactly"` // findings has all
	Never           []lint.Code       `yaml:"never"`   // findings that would be false
	// Proved is code → claim → glob of the finding's own example.
	Proved   map[lint.Code]map[string]string `yaml:"proved"`
	Admitted map[string]struct {
		Is     *bool  `yaml:"is"`     // null: it hangs on what the claims do not say
		Reason string `yaml:"reason"` // is in the reason
	} `yaml:"admitted"`
	// Wrong says in a sentence what the check gets wrong today: the story then
	// must not hold, so that the sentence goes when it does.
	Wrong string `yaml:"wrong"`
}

// intent is intent.yaml: who is meant to get in.
type intent struct {
	Platform  string         `yaml:"platform"`
	Filters   map[string]any `yaml:"filters"`
	Audiences []string       `yaml:"audiences"`
}

func strict(t testing.TB, text string, into any) {
	t.Helper()
	d := yaml.NewDecoder(strings.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

func readStory(t testing.TB, path string) story {
	t.Helper()
	raw, err := os.ReadFile(filepath.FromSlash(path))
	if err != nil {
		t.Fatal(err)
	}
	s := story{name: strings.TrimSuffix(filepath.Base(path), ".txtar"), tokens: map[string]proof.Claims{}}
	comment, files := parseArchive(string(raw))
	if s.why = strings.TrimSpace(comment); s.why == "" {
		t.Errorf("%s: no comment says why the story exists", path)
	}
	var meant intent
	for _, f := range files {
		party, isDocument := strings.CutSuffix(f.name, ".json")
		token, isToken := strings.CutPrefix(party, "tokens/")
		switch {
		case f.name == "intent.yaml":
			strict(t, f.text, &meant)
		case f.name == "want.yaml":
			strict(t, f.text, &s.want)
		case f.name == "client_ids.json":
			s.clients = object(t, f.text)
		case isToken && isDocument:
			s.tokens[token] = object(t, f.text)
		case isDocument && slices.Contains(parties.Names(), party) && s.party == "":
			s.party, s.document = party, f.text
		default:
			t.Fatalf("%s: %q has no place in a story", path, f.name)
		}
	}
	if meant.Platform != "" {
		s.jobs, s.named = jobsOf(t, meant, s.party), len(meant.Audiences) > 0
	}
	return s
}

// whole are the tokens with times, as a platform minted them.
func whole(tokens map[string]proof.Claims) map[string]bool {
	out := map[string]bool{}
	for name, c := range tokens {
		_, issued := c["iat"]
		_, expires := c["exp"]
		out[name] = issued && expires
	}
	return out
}

func object(t testing.TB, text string) map[string]any {
	t.Helper()
	v, err := value.JSON(text)
	if err != nil {
		t.Fatal(err)
	}
	out, ok := v.(map[string]any)
	if !ok {
		t.Fatalf("wanted an object, got %s", text)
	}
	return out
}

func jobsOf(t testing.TB, i intent, party string) trust.Jobs {
	t.Helper()
	d, problems := trust.Describe(i.Platform, value.Of(i.Filters))
	var usual []string
	if party == "azure" {
		usual = []string{"api://AzureADTokenExchange"}
	}
	jobs := relyingparty.Audiences(d.Jobs, i.Audiences, usual, "audiences", &problems)
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	return jobs
}

// policy is the block that a user gives, read.
func (s *story) policy() (*Policy, problem.List) {
	block := map[string]any{s.party: s.document}
	switch s.party {
	case "google":
		if object, err := value.JSON(s.document); err == nil {
			block[s.party] = object // other_providers beside it are taken from objects
		}
	case "aws":
		aws := map[string]any{"policy": s.document}
		if s.clients != nil {
			aws["client_ids"] = s.clients
		}
		block["aws"] = aws
	}
	var problems problem.List
	return Read(value.Of(block), "policy", &problems), problems
}

// faults are what the result has other than wanted, a line each.
func (s *story) faults(t testing.TB, p *Policy, problems problem.List, r Result) []string {
	t.Helper()
	w := s.want
	var out []string
	fault := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if p == nil || w.Refused != "" {
		if w.Refused == "" || !strings.Contains(problems.Text(""), w.Refused) {
			fault("refused: want %q, got %q", w.Refused, problems.Text(""))
		}
		return out
	}
	if w.Applies != nil && *w.Applies != r.Applies {
		fault("applies: got %v", r.Applies)
	}
	text := func(what, want, got string) {
		if want != "" && want != got {
			fault("%s: want %s, got %s", what, want, got)
		}
	}
	text("relation", w.Relation, r.Relation)
	text("wider", w.Wider, r.Wider.String())
	text("narrower", w.Narrower, r.Narrower.String())
	text("kind of wider", w.WiderKind, r.WiderExample.Kind())
	out = append(out, exampleFaults("wider example", w.WiderExample, tokenOf(r.WiderExample))...)
	out = append(out, exampleFaults("narrower example", w.NarrowerExample, tokenOf(r.NarrowerExample))...)
	got := codes(r.Findings)
	for _, c := range w.Findings {
		if !slices.Contains(got, c) {
			fault("finding %s is missing", c)
		}
	}
	for _, c := range got {
		if w.Exactly && !slices.Contains(w.Findings, c) || slices.Contains(w.Never, c) {
			fault("finding %s is not wanted: %s", c, detail(r.Findings, c))
		}
	}
	for _, f := range r.Findings {
		// What is corrected has nothing left that lets strangers in or locks jobs out.
		if strings.HasSuffix(s.name, "-fixed") && f.Severity() == lint.Error {
			fault("corrected, and %s: %s", f.Code, f.Detail)
		}
	}
	for code, claims := range w.Proved {
		i := slices.IndexFunc(r.Findings, func(f lint.Finding) bool { return f.Code == code })
		if i < 0 || r.Findings[i].Example == "" {
			fault("%s has no example", code)
			continue
		}
		out = append(out, exampleFaults(string(code), claims, object(t, r.Findings[i].Example))...)
	}
	for name, want := range w.Admitted {
		d, ok := r.Decisions[name]
		is := proof.Unknown
		if want.Is != nil {
			is = map[bool]proof.Answer{true: proof.Yes, false: proof.No}[*want.Is]
		}
		switch {
		case !ok:
			fault("token %s is not decided", name)
		case d.Admitted != is:
			fault("token %s: admitted %s, want %s: %s", name, d.Admitted, is, d.Reason)
		case !strings.Contains(d.Reason, want.Reason):
			fault("token %s: %q is not in the reason: %s", name, want.Reason, d.Reason)
		}
	}
	return out
}

func tokenOf(e *proof.Example) map[string]any {
	if e == nil {
		return nil
	}
	return e.Claims
}

func exampleFaults(what string, want map[string]string, got map[string]any) []string {
	var out []string
	for claim, glob := range want {
		s, ok := got[claim].(string)
		body, not := strings.CutPrefix(glob, "!")
		if !ok || automaton.Globs(pattern.FromGlob(body)).Match(s) == not {
			out = append(out, fmt.Sprintf("%s: wanted %s like %q, got %v", what, claim, glob, got[claim]))
		}
	}
	slices.Sort(out)
	return out
}

func codes(fs []lint.Finding) []lint.Code {
	var out []lint.Code
	for _, f := range fs {
		if !slices.Contains(out, f.Code) {
			out = append(out, f.Code)
		}
	}
	return out
}

func detail(fs []lint.Finding, c lint.Code) string {
	i := slices.IndexFunc(fs, func(f lint.Finding) bool { return f.Code == c })
	return fs[i].At + ": " + fs[i].Detail
}

// refusedOf are the codes whose example is a job that gets in by the condition
// and is refused all the same.
var refusedOf = []lint.Code{"CT014"}

// unproved are the examples that the document's own evaluator does not bear out.
func unproved(t testing.TB, p *Policy, r Result) []string {
	t.Helper()
	var out []string
	for _, f := range slices.Concat(r.Findings, r.Ignored) {
		if f.Code.Rule().By == lint.Proof != (f.Example != "") {
			out = append(out, fmt.Sprintf("%s: proved is %v, example %q", f.Code, f.Code.Rule().By == lint.Proof, f.Example))
		}
		if f.Example == "" {
			continue
		}
		want := proof.Yes
		if slices.Contains(refusedOf, f.Code) {
			want = proof.No
		}
		d := p.doc.Admits(object(t, f.Example))
		if f.Code == "CT014" && !strings.Contains(d.Reason(), "127") {
			out = append(out, "CT014: the example is refused for something else: "+d.Reason())
		}
		if d.Admitted != want {
			out = append(out, fmt.Sprintf("%s: the example is admitted %s, want %s: %s\n%s", f.Code, d.Admitted, want, d.Reason(), f.Example))
		}
	}
	if e := r.WiderExample; e != nil && p.doc.Admits(e.Claims).Admitted != proof.Yes {
		out = append(out, "the wider example does not get in")
	}
	if e := r.NarrowerExample; e != nil && p.doc.Admits(e.Claims).Admitted != proof.No {
		out = append(out, "the narrower example is not kept out")
	}
	return out
}

// TestCorpus checks every story, that each code of the catalogue is in one, and
// that the table beside them and the list of verdicts are current.
func TestCorpus(t *testing.T) {
	paths, err := filepath.Glob("testdata/corpus/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	var rows []row
	told := map[lint.Code]bool{}
	for _, path := range effort.Some(paths, 100, len(paths)) {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			s := readStory(t, path)
			p, problems := s.policy()
			var r Result
			if p != nil {
				r = Run(p, Options{Jobs: s.jobs, Named: s.named, Tokens: s.tokens, Whole: whole(s.tokens)})
			}
			faults := s.faults(t, p, problems, r)
			if p != nil && p.doc != nil {
				faults = append(faults, unproved(t, p, r)...)
			}
			switch {
			case s.want.Wrong == "":
				for _, f := range faults {
					t.Error(f)
				}
			case len(faults) == 0:
				t.Errorf("it holds now: %q can go", s.want.Wrong)
			}
			if t.Failed() {
				t.Log("\n" + r.Summary)
			}
			for _, c := range codes(r.Findings) {
				if slices.Contains(s.want.Findings, c) {
					told[c] = true
				}
			}
			rows = append(rows, row{s, r, p == nil, p, problems})
		})
	}
	holdVerdicts(t, paths, rows)
	if len(rows) < len(paths) {
		return // a part of the tests was asked for
	}
	for _, r := range lint.Rules() {
		if !told[r.Code] && r.By != lint.Fetch {
			t.Errorf("no story tells of %s, %s", r.Code, r.Title)
		}
	}
	const readme = "testdata/corpus/README.md"
	table := tableOf(rows)
	if *update {
		if err := os.WriteFile(readme, []byte(table), 0o644); err != nil { //nolint:gosec // it is shown to everybody
			t.Fatal(err)
		}
		return
	}
	have, _ := os.ReadFile(readme)
	if diff := cmp.Diff(string(have), table); diff != "" {
		t.Errorf("go test ./internal/check -run TestCorpus -update would change %s (-have +want)\n%s", readme, diff)
	}
}

type archived struct{ name, text string }

// parseArchive reads a txtar archive.
func parseArchive(data string) (comment string, files []archived) {
	into := &comment
	for line := range strings.Lines(data) {
		name, isName := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "-- ")
		name, closed := strings.CutSuffix(name, " --")
		if isName && closed {
			files = append(files, archived{name: name})
			into = &files[len(files)-1].text
			continue
		}
		*into += line
	}
	return comment, files
}
