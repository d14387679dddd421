package azure

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

const (
	github = "https://token.actions.githubusercontent.com"
	gitlab = "https://gitlab.com"
	public = "api://AzureADTokenExchange"
)

// named is a credential: issuer, subject or expression, audience.
type named struct{ issuer, text, audience string }

func document(t testing.TB, credentials map[string]named) string {
	t.Helper()
	ordinary, flexible := map[string]any{}, map[string]any{}
	for name, c := range credentials {
		if c.audience == "" {
			c.audience = public
		}
		fields := map[string]any{"issuer": c.issuer, "audience": c.audience}
		if strings.HasPrefix(c.text, "claims[") {
			fields["claims_matching_expression"] = c.text
			flexible[name] = fields
		} else {
			fields["subject"] = c.text
			ordinary[name] = fields
		}
	}
	raw, err := json.Marshal(map[string]any{"credentials": ordinary, "flexible_credentials": flexible})
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// said are findings as code, place and severity, where it is not the rule's.
func said(fs []lint.Finding) []string {
	out := []string{}
	for _, f := range fs {
		text := string(f.Code) + " " + f.At
		if f.Milder {
			text += " (" + f.Severity().String() + ")"
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	slices.Sort(out)
	return out
}

// Nothing is wrong with what this package makes.
func TestCompiledHasNoFindings(t *testing.T) {
	type m = map[string]any
	for _, c := range []struct {
		platform string
		filters  m
		options  m
	}{
		{"gitlab", m{"projects": []string{"g/p", "g/q"}, "branches": []string{"main"}}, nil},
		{"gitlab", m{"project_ids": []string{"7"}, "projects": []string{"g/p"}, "branches": []string{"main"}}, m{"flexible": true}},
		{"github", m{"repositories": []string{"octo/app"}, "repository_ids": []string{"74"}, "owner_ids": []string{"65"}, "branches": []string{"main"}}, nil},
		{"hcp_terraform", m{"organization": "acme", "projects": []string{"web"}, "workspaces": []string{"w"}, "run_phases": []string{"apply"}}, nil},
	} {
		d, problems := trust.Describe(c.platform, value.Of(c.filters))
		if len(problems) > 0 {
			t.Fatal(problems.Text(""))
		}
		made, problems := FederatedCredentials(d.Jobs, value.Of(c.options))
		if len(problems) > 0 {
			t.Logf("%s is not made: %s", c.platform, problems.Text(""))
			continue
		}
		for _, f := range parse(t, made.stored()).Findings() {
			if f.Severity() > lint.Info {
				t.Errorf("%s: %+v\n%s", c.platform, f, made.stored())
			}
		}
	}
}

// FuzzFindings: whatever Parse takes is judged without a panic, on one line.
func FuzzFindings(f *testing.F) {
	f.Add(`{"credentials":[{"issuer":"https://gitlab.com/","subject":"repo:*?","audience":"a"}]}`)
	f.Add(flexible(github, `claims['sub'] matches '**?' and claims['repository_id'] eq '\'`))
	f.Add(flexible(gitlab, `claims['sub'] eq 'a''b'`))
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Parse(text)
		if err != nil {
			return
		}
		for _, g := range d.Findings() {
			if g.Detail == "" || strings.ContainsAny(g.Detail, "\n\x00\x1b") {
				t.Errorf("%+v", g)
			}
		}
	})
}

func BenchmarkFindings(b *testing.B) {
	all := map[string]named{}
	for _, name := range strings.Fields("a b c d e f g h i j k l m n o p q r s t") {
		all[name] = named{github, "claims['sub'] matches 'repo:octo@65/" + name + "*' and claims['repository_owner_id'] eq '65'", ""}
	}
	for name, credentials := range map[string]map[string]named{"ordinary": {"a": {github, "repo:octo/app:ref:refs/heads/main", ""}}, "large": all} {
		d, err := Parse(document(b, credentials))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.Findings()
			}
		})
	}
}

// What Entra refuses to store is an error with a code.
func TestRefusals(t *testing.T) {
	many := map[string]named{}
	for _, name := range strings.Fields("a b c d e f g h i j k l m n o p q r s t u") {
		many[name] = named{"https://ci.example", name, ""}
	}
	const text = ` flexible_credentials["a"].claims_matching_expression`
	for _, c := range []struct {
		why         string
		credentials map[string]named
		want        string
	}{
		{"21 credentials", many, "CT024 credentials"},
		{"over 600 characters", map[string]named{"a": {"https://ci.example", strings.Repeat("a", 601), ""}}, `CT024 credentials["a"].subject`},
		{"one pair twice", map[string]named{"a": {"https://ci.example", "s", ""}, "b": {"https://ci.example", "s", "other"}}, `CT018 credentials["b"]`},
		{"GitHub's names without an id", map[string]named{"a": {github, "claims['sub'] matches 'repo:octo/*'", ""}}, "CT018" + text},
		{"GitLab's path without an id", map[string]named{"a": {gitlab, "claims['sub'] matches 'project_path:g/p:*'", ""}}, "CT018" + text},
		{"an issuer that is not on the list", map[string]named{"a": {"https://ci.example", "claims['sub'] eq 's'", ""}}, "CT018" + text},
		{"a claim that is not on the list", map[string]named{"a": {github, "claims['actor'] eq 's'", ""}}, "CT018" + text},
		{"an operator that is not on the list", map[string]named{"a": {github, "claims['sub'] matches 'repo:octo/*' and claims['repository_id'] matches '7*'", ""}}, "CT018" + text},
	} {
		_, err := Parse(document(t, c.credentials))
		fs, all := lint.Refusals(err)
		if err == nil || !all || !slices.Equal(said(fs), []string{c.want}) {
			t.Errorf("%s: %v, %t, want %s", c.why, said(fs), all, c.want)
		}
	}
}
