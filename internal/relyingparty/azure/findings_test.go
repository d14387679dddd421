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
	hcp    = "https://app.terraform.io"
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

// Every rule is met by credentials, and not by some that are near to them.
func TestFindings(t *testing.T) {
	const (
		classic   = "repo:octo/app:ref:refs/heads/main"
		immutable = "repo:octo@65/app@74:ref:refs/heads/main"
		at        = ` credentials["a"].subject`
		text      = ` flexible_credentials["a"].claims_matching_expression`
	)
	both := func(more map[string]named) map[string]named {
		out := map[string]named{"one": {github, "repo:octo/x:environment:prod", ""}, "two": {github, "repo:octo@65/x@75:environment:prod", ""}}
		for k, v := range more {
			out[k] = v
		}
		return out
	}
	met := map[lint.Code]bool{}
	for _, r := range []struct {
		why         string
		credentials map[string]named
		want        []string
	}{
		// CT005 (A1)
		{"the portal takes a star and compares it", map[string]named{"a": {github, "repo:octo/app:*", ""}}, []string{"CT005" + at}},
		{"and a question mark", map[string]named{"a": {hcp, "organization:acme:project:?:workspace:w:run_phase:apply", ""}}, []string{"CT005" + at + " (warning)", "CT043" + at}},
		{"a whole subject", map[string]named{"a": {hcp, "organization:acme:project:web:workspace:w:run_phase:apply", ""}}, nil},
		{"eq is no pattern", map[string]named{"a": {gitlab, "claims['sub'] eq 'project_path:g/*' and claims['project_id'] eq '7'", ""}}, []string{"CT005" + text}},
		{"matches is one", map[string]named{"a": {gitlab, "claims['sub'] matches 'project_path:g/*' and claims['project_id'] eq '7'", ""}}, nil},

		// CT010, CT013
		{"a star that matches everybody", map[string]named{"a": {hcp, "claims['sub'] matches '*'", ""}}, []string{"CT010" + text}},
		{"beside an id it is less", map[string]named{"a": {gitlab, "claims['sub'] matches '*' and claims['project_id'] eq '7'", ""}}, []string{"CT010" + text + " (warning)"}},

		// CT020 (A8), CT051 (A3)
		{"new repositories are locked out", map[string]named{"a": {github, classic, ""}}, []string{"CT020" + at}},
		{"the immutable one alone", map[string]named{"a": {github, immutable, ""}}, []string{"CT020" + at + " (info)"}},
		{"both, while the project changes over", map[string]named{"a": {github, classic, ""}, "b": {github, immutable, ""}}, []string{"CT051" + at}},
		{"both, of two projects", map[string]named{"a": {github, classic, ""}, "b": {github, "repo:octo@65/web@75:ref:refs/heads/main", ""}}, []string{"CT020" + at, `CT020 credentials["b"].subject (info)`}},
		{"a pattern on one format", map[string]named{"a": {github, "claims['sub'] matches 'repo:octo/*' and claims['repository_owner_id'] eq '65'", ""}}, []string{"CT020" + text}},
		{"one on neither", map[string]named{"a": {github, "claims['sub'] matches 'repo:octo*' and claims['repository_owner_id'] eq '65'", ""}}, nil},

		// CT023 (A11)
		{"another cloud's audience beside this one's", map[string]named{"a": {hcp, "organization:acme:project:web:workspace:w:run_phase:apply", ""}, "b": {hcp, "organization:acme:project:web:workspace:w:run_phase:plan", "api://AzureADTokenExchangeUSGov"}}, []string{`CT023 credentials["b"].audience`}},
		{"one cloud", map[string]named{"a": {hcp, "organization:acme:project:web:workspace:w:run_phase:apply", ""}, "b": {hcp, "organization:acme:project:web:workspace:w:run_phase:plan", ""}}, nil},
		{"nearly an audience", map[string]named{"a": {hcp, "organization:acme:project:web:workspace:w:run_phase:apply", "api://azureadtokenexchange"}}, []string{`CT023 credentials["a"].audience`}},
		{"nearly a sovereign cloud's", map[string]named{"a": {hcp, "organization:acme:project:web:workspace:w:run_phase:apply", "api://AzureADTokenExchangeUSNat/"}}, []string{`CT023 credentials["a"].audience`}},
		{"an audience of one's own", map[string]named{"a": {hcp, "organization:acme:project:web:workspace:w:run_phase:apply", "ours"}}, []string{`CT023 credentials["a"].audience (info)`}},
		{"the platform decides on the audience", map[string]named{"a": {"https://acme.semaphoreci.com", "org:acme:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:web:ref_type:branch:ref:refs/heads/main", public}}, []string{`CT023 credentials["a"].audience`}},
		{"and it is that one", map[string]named{"a": {"https://acme.semaphoreci.com", "org:acme:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:web:ref_type:branch:ref:refs/heads/main", "https://acme.semaphoreci.com"}}, nil},

		// CT027 (A4, A5, A10), CT043
		{"a slip of Microsoft's guide", both(map[string]named{"a": {github, "repo:octo/x:pull-request", ""}}), []string{"CT027" + at, `CT051 credentials["one"].subject`}},
		{"what GitHub writes", both(map[string]named{"a": {github, "repo:octo/x:pull_request", ""}}), []string{`CT051 credentials["one"].subject`}},
		{"the issuer's slash", map[string]named{"a": {hcp + "/", "organization:acme:project:web:workspace:w:run_phase:apply", ""}}, []string{`CT027 credentials["a"].issuer`}},
		{"a space behind the issuer", map[string]named{"a": {"https://ci.example ", "s", ""}}, []string{`CT027 credentials["a"].issuer`}},
		{"two cases of one subject", map[string]named{"a": {"https://ci.example", "team:A", ""}, "b": {"https://ci.example", "team:a", ""}}, []string{`CT027 credentials["b"].subject`}},
		{"two subjects", map[string]named{"a": {"https://ci.example", "team:A", ""}, "b": {"https://ci.example", "team:b", ""}}, nil},
		{"a space in front of the subject", map[string]named{"a": {"https://ci.example", " team:a", ""}}, []string{"CT027" + at}},
		{"capitals in a word of the platform's", map[string]named{"a": {hcp, "Organization:acme:project:web:workspace:w:run_phase:apply", ""}}, []string{"CT027" + at}},
		{"no subject of the platform's", map[string]named{"a": {hcp, "organization:acme:workspace:w:run_phase:apply", ""}}, []string{"CT043" + at}},
		{"a subject without the ref's kind", map[string]named{"a": {gitlab, "project_path:g/p:ref:refs/heads/main", ""}}, []string{"CT027" + at}},
		{"ids are digits", map[string]named{"a": {gitlab, "claims['sub'] matches 'project_path:g/p:*' and claims['project_id'] eq 'g/p'", ""}}, []string{"CT043" + text}},

		// CT028
		{"a wide credential beside a narrow one", map[string]named{"a": {hcp, "claims['sub'] matches 'organization:acme:*'", ""}, "b": {hcp, "claims['sub'] matches 'organization:acme:project:web:*'", ""}}, []string{`CT028 flexible_credentials["b"].claims_matching_expression`}},
		{"of two organizations", map[string]named{"a": {hcp, "claims['sub'] matches 'organization:acme:*'", ""}, "b": {hcp, "claims['sub'] matches 'organization:other:project:web:*'", ""}}, nil},
		{"the same twice is told once", map[string]named{"a": {hcp, "claims['sub'] matches 'organization:acme:*'", ""}, "b": {hcp, "claims['sub'] matches 'organization:acme:*'", ""}}, []string{`CT028 flexible_credentials["b"].claims_matching_expression`}},
		{"narrowed by an id", map[string]named{"a": {gitlab, "claims['sub'] matches 'project_path:g/*' and claims['project_id'] eq '7'", ""}, "b": {gitlab, "claims['sub'] matches 'project_path:g/p:*' and claims['project_id'] eq '8'", ""}}, nil},

		// CT029
		{"a workflow at a branch", map[string]named{"a": {github, "claims['sub'] matches 'repo:octo@65/*' and claims['repository_owner_id'] eq '65' and claims['job_workflow_ref'] matches 'octo/ci/.github/workflows/d.yml@*'", ""}}, []string{"CT020" + text + " (info)", "CT029" + text + " (info)"}},
		{"a subject of a workflow alone", map[string]named{"a": {github, "job_workflow_ref:octo/ci/.github/workflows/d.yml@refs/heads/main", ""}}, []string{"CT029" + at}},
		{"a workflow at a commit", map[string]named{"a": {github, "claims['sub'] matches 'repo:octo@65/*' and claims['repository_owner_id'] eq '65' and claims['job_workflow_ref'] eq 'octo/ci/.github/workflows/d.yml@5c84719708b9b649b9ef3b56af214f38cee6acd3'", ""}}, []string{"CT020" + text + " (info)"}},
	} {
		got := parse(t, document(t, r.credentials)).Findings()
		want := slices.Sorted(slices.Values(r.want))
		if !slices.Equal(said(got), want) {
			t.Errorf("%s\n got %q\nwant %q\n%+v", r.why, said(got), want, got)
		}
		for _, f := range got {
			met[f.Code] = true
			rule := f.Code.Rule()
			if !rule.Of("azure") || rule.By == lint.Proof || f.At == "" || f.Detail == "" || strings.HasSuffix(f.Detail, ".") || strings.ContainsAny(f.Detail, "\n\x00\x1b") {
				t.Errorf("%+v", f)
			}
		}
	}
	for _, code := range []lint.Code{"CT005", "CT010", "CT020", "CT023", "CT027", "CT028", "CT029", "CT043", "CT051"} {
		if !met[code] {
			t.Errorf("no credentials meet %s", code)
		}
	}
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
