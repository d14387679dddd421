package pipeline_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/cioidc/terraform-provider-cioidc/internal/pipeline"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// TestOptions holds whole diagnostics: an input, and what the user is told; the
// warnings when nothing is wrong. Run with -update to rewrite the texts, then
// read them.
func TestOptions(t *testing.T) {
	const file = "testdata/options.txtar"
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a := txtar.Parse(raw)
	for i := 0; i+1 < len(a.Files); i += 2 {
		var in struct {
			Platform, Party string
			Jobs            [][2]json.RawMessage
			Options         map[string]any
		}
		if err := json.Unmarshal(a.Files[i].Data, &in); err != nil {
			t.Fatalf("%s: %v", a.Files[i].Name, err)
		}
		var jobs trust.Jobs
		for _, j := range in.Jobs {
			var platform string
			var filters map[string]any
			if err := json.Unmarshal(j[0], &platform); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(j[1], &filters); err != nil {
				t.Fatal(err)
			}
			jobs = append(jobs, describe(t, platform, filters)...)
		}
		r, problems := pipeline.Make(pipeline.Request{Platform: in.Platform, Party: in.Party, Options: value.Of(in.Options), Jobs: jobs})
		got := "ok\n" + strings.Join(append(r.Warnings, ""), "\n")
		if len(problems) > 0 {
			got = problems.Text("") + "\n"
		} else {
			same(t, in.Platform, r)
		}
		if *update {
			a.Files[i+1].Data = []byte(got)
		} else if want := string(a.Files[i+1].Data); got != want {
			t.Errorf("%s: got\n%swant\n%s", a.Files[i].Name, got, want)
		}
	}
	if *update {
		if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPresents: the variable that the lines read is that of the described
// version, and the audience that GitLab signs is the one that is said.
func TestPresents(t *testing.T) {
	v1 := with(described["circleci"], "token_version", "v1")
	delete(v1, "branches")
	delete(v1, "repositories")
	for _, c := range []struct {
		platform, party string
		filters         map[string]any
		options         []any
		holds           string
	}{
		{"circleci", "aws", v1, nil, `"$CIRCLE_OIDC_TOKEN" >`},
		{"circleci", "aws", described["circleci"], nil, `"$CIRCLE_OIDC_TOKEN_V2" >`},
		{"circleci", "aws", with(described["circleci"], "token_version", "any"), []any{"token_version", "v1"}, `"$CIRCLE_OIDC_TOKEN" >`},
		{"circleci", "aws", with(described["circleci"], "audiences", []string{"b", "a"}), nil, `--claims '{"aud":"a"}'`},
		{"circleci", "aws", with(described["circleci"], "audiences", []string{"b", "01234567-89ab-4def-8123-4567890abcde"}), nil, `"$CIRCLE_OIDC_TOKEN_V2" >`},
		{"gitlab", "aws", described["gitlab"], []any{"audiences", []string{"b", "a"}}, "aud: a\n"},
		{"gitlab", "azure", described["gitlab"], nil, "aud: api://AzureADTokenExchange\n"},
		{"gitlab", "azure", described["gitlab"], []any{"cloud", "china"}, "aud: api://AzureADTokenExchangeChina\n"},
		{"gitlab", "google", described["gitlab"], nil, "aud: https://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/ci-pool/providers/ci-provider\n"},
		{"gitlab", "google", described["gitlab"], []any{"audiences", []string{"x"}}, "aud: x\n"},
		{"gitlab", "azure", with(described["gitlab"], "environments", []string{"production"}), nil, "environment:\n    name: production\n"},
		{"circleci", "vault", described["circleci"], []any{"contexts", []string{"a", "b c"}}, "context:\n            - a\n            - b c\n"},
		{"semaphore", "vault", described["semaphore"], []any{"image", "hashicorp/vault:1.19"}, "image: hashicorp/vault:1.19\n"},
	} {
		r := made(t, c.platform, c.party, describe(t, c.platform, c.filters), options(c.platform, c.party, c.options...))
		if !strings.Contains(r.YAML.Text, c.holds) {
			t.Errorf("%s %s %v: no %q in\n%s", c.platform, c.party, c.options, c.holds, r.YAML.Text)
		}
	}
}

// TestLater: what hangs on an unknown option is unknown, all else is known.
func TestLater(t *testing.T) {
	unknown := value.V{Kind: value.Unknown}
	for _, c := range []struct {
		party, option string
		v             value.V
		steps         string // all, some or none of them are unknown
		environment   string // the same
		warnings      bool   // are unknown
	}{
		{"aws", "role_arn", unknown, "some", "some", false},
		{"aws", "region", unknown, "all", "all", false}, // it may also be null
		{"aws", "commands", unknown, "all", "none", false},
		{"aws", "commands", value.Of([]any{"a", unknown}), "all", "none", false},
		{"aws", "name", unknown, "none", "none", false},
		{"aws", "image", unknown, "none", "none", true},
		{"aws", "contexts", unknown, "none", "none", false},
		{"aws", "token_version", unknown, "all", "none", true},
		{"aws", "audiences", unknown, "all", "none", true},
		{"google", "project_number", unknown, "some", "none", false},
		{"google", "service_account", unknown, "all", "all", false},
		{"vault", "role", unknown, "some", "none", false},
		{"vault", "address", unknown, "some", "some", true},
		{"vault", "secrets", unknown, "all", "none", true},
		{"vault", "secrets", value.Of(map[string]any{"X": map[string]any{"path": unknown, "field": "f"}}), "some", "none", true},
		{"vault", "secrets", value.Of(map[string]any{"X": map[string]any{"path": "p", "field": "f", "mount": unknown}}), "some", "none", false},
		{"azure", "client_id", unknown, "some", "some", false},
		{"azure", "cloud", unknown, "all", "all", false},
	} {
		name := c.party + " " + c.option
		r, problems := pipeline.Make(pipeline.Request{Platform: "circleci", Party: c.party, Options: value.Of(options("circleci", c.party, c.option, c.v))})
		if len(problems) > 0 {
			t.Errorf("%s: %s", name, problems.Text(""))
			continue
		}
		steps, environment := "none", "none"
		switch {
		case r.StepsLater:
			steps = "all"
		case slices.ContainsFunc(r.Steps, func(s pipeline.Text) bool { return s.Later }):
			steps = "some"
		}
		if r.EnvironmentLater {
			environment = "all"
		}
		for _, v := range r.Environment {
			if v.Later && environment == "none" {
				environment = "some"
			}
		}
		if !r.YAML.Later || r.YAML.Text != "" || steps != c.steps || environment != c.environment || r.WarningsLater != c.warnings {
			t.Errorf("%s: yaml %v, steps %s, environment %s, warnings %v", name, r.YAML.Later, steps, environment, r.WarningsLater)
		}
		for _, s := range r.Steps {
			if strings.Contains(s.Text, "\uE000") && !s.Later && !r.StepsLater {
				t.Errorf("%s: %q is given out", name, s.Text)
			}
		}
	}
	for _, party := range pipeline.Parties() {
		if _, problems := pipeline.Make(pipeline.Request{Platform: "gitlab", Party: party.Name}); len(problems) == 0 {
			t.Errorf("%s: no options are enough", party.Name)
		}
		r, problems := pipeline.Make(pipeline.Request{Platform: "gitlab", Party: party.Name, Options: unknown})
		if len(problems) > 0 || !r.YAML.Later || !r.StepsLater || !r.EnvironmentLater || !r.WarningsLater {
			t.Errorf("%s: %v, %+v", party.Name, problems, r)
		}
		r, problems = pipeline.Make(pipeline.Request{Platform: "gitlab", Party: party.Name, Options: value.Of(options("gitlab", party.Name)), JobsLater: true})
		if len(problems) > 0 || !r.YAML.Later || !r.StepsLater || r.EnvironmentLater || !r.WarningsLater {
			t.Errorf("%s, jobs: %v, %+v", party.Name, problems, r)
		}
	}
}

// TestData: what the shipped data says of options, commands and images fits
// together.
func TestData(t *testing.T) {
	known := map[string]bool{}
	for _, o := range pipeline.Common() {
		known[o.Name] = true
		if o.Doc == "" || o.Type == "" {
			t.Errorf("%s is not documented", o.Name)
		}
	}
	for _, p := range pipeline.Platforms() {
		for _, o := range p.Options {
			if !known[o] {
				t.Errorf("%s: there is no option %s", p.Name, o)
			}
		}
		for _, r := range pipeline.Parties() {
			_, image := p.Images[r.Command]
			if held := slices.Contains(p.Holds, r.Command); held && image || p.Machine == "" && !image {
				t.Errorf("%s: where %s is is said twice, or not at all", p.Name, r.Command)
			}
		}
	}
	for _, r := range pipeline.Parties() {
		for _, o := range r.Options {
			if known[o.Name] || o.Doc == "" || o.Regexp != "" && o.Says == "" {
				t.Errorf("%s: the option %s", r.Name, o.Name)
			}
		}
		for _, e := range r.Environment {
			name, _, _ := strings.Cut(e.Option, ".")
			if !slices.ContainsFunc(r.Options, func(f pipeline.Field) bool { return f.Name == name }) {
				t.Errorf("%s: %s is set from no option", r.Name, e.Variable)
			}
		}
	}
}
