package platform

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestShipped loads what ships: every file passes the loader's checks, and every
// form mints a subject.
func TestShipped(t *testing.T) {
	if _, err := LoadFS(shipped); err != nil { // what uses them does not check them again
		t.Fatal(err)
	}
	if got := Names(); !slices.Equal(got, []string{"circleci", "github", "gitlab", "hcp_terraform", "semaphore"}) {
		t.Fatalf("shipped platforms: %v", got)
	}
	for _, p := range All() {
		for i := range p.Forms {
			f := &p.Forms[i]
			settings := Settings{}
			for _, fl := range p.Filters {
				settings[fl.Name] = fl.Default
			}
			subjects := append(p.Declared(f, settings), p.Undeclared(f, settings)...)
			if len(subjects) == 0 {
				t.Errorf("%s: form %s has no subject", p.Name, f.Name)
			}
			for _, s := range subjects {
				token := p.Mint(Job{Form: f.Name}, s, "https://issuer.example", "aud")
				if sub, _ := token["sub"].(string); sub == "" || strings.ContainsAny(sub, "{}") {
					t.Errorf("%s: form %s mints the subject %q", p.Name, f.Name, sub)
				}
			}
		}
	}
}

// TestForms holds the example subjects of the platforms' own documentation.
func TestForms(t *testing.T) {
	for _, c := range []struct {
		platform, form string
		settings       Settings
		values         map[string]string
		want           string
	}{
		{"semaphore", "branch", nil, nil, "org:my-org:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:web:ref_type:branch:ref:refs/heads/main"},
		{"semaphore", "tag", nil, nil, "org:my-org:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:web:ref_type:tag:ref:refs/tags/v1.0.0"},
		{"semaphore", "pull_request", nil, nil, "org:my-org:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:web:ref_type:pull-request:ref:refs/semaphoreci/5c84719708b9b649b9ef3b56af214f38cee6acd3"},
		{"semaphore", "pull_request_merge", nil, nil, "org:my-org:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:web:ref_type:pull-request:ref:refs/pull/123/merge"},
		{"semaphore", "project_debug", nil, nil, "org:my-org:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:web:ref_type::ref:"},
		{"circleci", "github_branch", Settings{"token_version": "v1"}, map[string]string{"organization_id": "O", "project_id": "P", "user_id": "U"}, "org/O/project/P/user/U"},
		{"circleci", "github_branch", Settings{"token_version": "v2"}, map[string]string{"organization_id": "O", "project_id": "P", "user_id": "U"}, "org/O/project/P/user/U/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/main"},
		{"circleci", "webhook", Settings{"token_version": "v2"}, map[string]string{"organization_id": "O", "project_id": "P", "user_id": "U"}, "org/O/project/P/user/U"},
		{"circleci", "audit_log", Settings{"token_version": "v2"}, map[string]string{"organization_id": "O"}, "org/O/file-streaming/audit-logs"},
		{"github", "branch", Settings{"subject_components": "repo,context", "subject_format": "classic"}, nil, "repo:my-org/web:ref:refs/heads/main"},
		{"github", "branch", Settings{"subject_components": "repo,context", "subject_format": "immutable"}, nil, "repo:my-org@123456/web@456789:ref:refs/heads/main"},
		{"github", "tag", Settings{"subject_components": "repo,context", "subject_format": "any"}, nil, "repo:my-org/web:ref:refs/tags/v1.0.0"},
		{"github", "pull_request", Settings{"subject_components": "repo,context", "subject_format": "immutable"}, nil, "repo:my-org@123456/web@456789:pull_request"},
		{"github", "branch_environment", Settings{"subject_components": "repo,context", "subject_format": "classic"}, map[string]string{"environment": "Production%3AV1"}, "repo:my-org/web:environment:Production%3AV1"},
		{"github", "old_environment", Settings{"subject_components": "repo,context", "subject_format": "classic"}, nil, "repo:my-org/web:environment:Production:V1"},
		{"github", "branch", Settings{"subject_components": "repository_owner,repository_visibility", "subject_format": "any"}, nil, "repository_owner:my-org:repository_visibility:private"},
		{"github", "branch", Settings{"subject_components": "job_workflow_ref", "subject_format": "classic"}, nil, "job_workflow_ref:my-org/web/.github/workflows/deploy.yml@refs/heads/main"},
		{"github", "branch_environment", Settings{"subject_components": "repo,context,job_workflow_ref", "subject_format": "classic"}, nil, "repo:my-org/web:environment:production:job_workflow_ref:my-org/web/.github/workflows/deploy.yml@refs/heads/main"},
		{"github", "tag", Settings{"subject_components": "repo", "subject_format": "any", "issuer": "https://github.example.com/_services/token"}, nil, "repo:my-org/web"},
		{"hcp_terraform", "workspace", nil, map[string]string{"workspace": "my-workspace"}, "organization:my-org:project:Default Project:workspace:my-workspace:run_phase:apply"},
		{"hcp_terraform", "module_test", nil, nil, "organization:my-org:module:terraform-aws-vpc:operation:test_run"},
		{"hcp_terraform", "stack", nil, nil, "organization:my-org:project:Default Project:stack:network:deployment:production:operation:apply"},
		{"gitlab", "branch", Settings{"subject_components": "project_path,ref_type,ref"}, nil, "project_path:my-group/my-project:ref_type:branch:ref:main"},
		{"gitlab", "tag", Settings{"subject_components": "project_path,ref_type,ref"}, nil, "project_path:my-group/my-project:ref_type:tag:ref:v4.2.0"},
		{"gitlab", "branch", Settings{"subject_components": "project_id,ref_type,ref"}, nil, "project_id:57382910:ref_type:branch:ref:main"},
		{"gitlab", "branch", Settings{"subject_components": "project_path,ref_type,ref,ref_protected"}, nil, "project_path:my-group/my-project:ref_type:branch:ref:main:ref_protected:true"},
		{"gitlab", "branch", Settings{"subject_components": "project_path"}, nil, "project_path:my-group/my-project"},
		{"gitlab", "sign_on", nil, nil, "42"},
	} {
		p := Find(c.platform)
		s := p.Declared(p.Form(c.form), c.settings)
		if got := p.Mint(Job{Form: c.form, Values: c.values}, s[0], "i", "a")["sub"]; got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.platform, c.form, got, c.want)
		}
	}
}

// TestLoaderRefuses changes a sound file in one place each; the loader must say
// what is wrong.
func TestLoaderRefuses(t *testing.T) {
	raw, err := os.ReadFile("testdata/acme.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Parse(raw); err != nil {
		t.Fatalf("the sound file: %v", err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"domain: git_ref", "domain: gitref", `variable "job"`},
		{"class: name", "class: nam", `variable "team"`},
		{`fact: acme-docs, samples: [red]`, `fact: hearsay, samples: [red]`, "cites no known fact"},
		{"samples: [red]", "samples: [RED]", `sample "RED"`},
		{"{job}", "{jobb}", `no variable or issuer part "jobb"`},
		{"team:{team}:job", "team:}{team}:job", "template"},
		{"status: verified", "status: sure", "fact acme-docs"},
		{"date: 2026-01", "date: lately", "fact acme-docs"},
		{"role: refs", "role: ref", "filter job_names"},
		{"variable: job,", "variable: jobs,", `no variable "jobs"`},
		{"one_of: [team]", "one_of: [teams]", `no filter "teams"`},
		{"kind: picked", "kind: free", "audience"},
		{"match: [team,", "match: [teem,", `claim "teem"`},
		{"tenancy: private", "tenancie: private", "tenancie"},
		{"algorithms: [ES256]", "algorithms: []", "algorithms"},
		{"name: nightly", "name: job", "form job"},
		{"subject: {fact: acme-docs}", "subject: {fact: acme-docs, tenants: [teem]}", `no variable "teem"`},
		{"subject: {fact: acme-docs}", "subject: {fact: acme-docs, spelled: {repo: {\"\": x}}}", `"repo" is no component`},
		{"subject: {fact: acme-docs}", "subject: {fact: acme-docs, formats: {not_at: {old: x}}}", `no format "old"`},
		{"samples: [red]", "doubt: {regexp: x, fact: rumour}, samples: [red]", "doubt cites no known fact"},
		{"samples: [red]", "doubt: {regexp: \"(\", fact: acme-docs}, samples: [red]", "variable team"},
		{"samples: [red]", "escape: {r: x}, samples: [red]", "what is escaped"},
		{"never: true", "unless: {issuer: \"(\"}", "form nightly"},
		{"role: refs, variable: job", "role: refs, only_if_given: team, variable: job", "only_if_given"},
		// A variable follows from another one, not from itself.
		{"samples: [red]", "derived: jobs, samples: [red]", `follows from no variable "jobs"`},
		{"samples: [red]", "derived: team, samples: [red]", "variable team: follows from itself, by way of [team]"},
		{"fact: acme-docs, samples: [red]}\n  - {name: job, domain: git_ref,", "derived: job, fact: acme-docs, samples: [red]}\n  - {name: job, derived: team, domain: git_ref,", "follows from itself, by way of [team job]"},
		// A template names what exists, in braces that are closed.
		{`is: "{job}"`, `is: "{jab}"`, `form job claim job: no variable or issuer part "jab"`},
		{`is: "{job}"`, `is: "{job"`, "form job claim job: template"},
		{`is: "{job}"`, `is: "{}"`, "form job claim job: template"},
		{`is: "{job}"`, `is: "{job}é"`, "only printable ASCII"},
		{`is: "{job}"`, `is: "{job_names}"`, `no variable or issuer part "job_names"`},
		{`"https://{team}.ci.example"`, `"https://{town}.ci.example"`, `issuer: no variable or issuer part "town"`},
		{"subject: {fact: acme-docs}", `subject: {fact: acme-docs, other_first: ["x:{town}"]}`, `other_first: no variable or issuer part "town"`},
		{"kind: picked", `kind: default, value: "{town}"`, `audience: no variable or issuer part "town"`},
		// A further issuer is picked by a setting, and rests on a fact.
		{"tenancy: private", `others: [{setting: root, value: "true", template: "https://ci.example", fact: acme-docs}]` + "\n  tenancy: private", `issuer: "root" is no setting that picks one`},
		{"tenancy: private", `others: [{setting: job_names, value: "true", template: "https://ci.example", fact: acme-docs}]` + "\n  tenancy: private", `issuer: "job_names" is no setting that picks one`},
		{"tenancy: private", `others: [{setting: team, value: "", template: "https://{town}", fact: hearsay}]` + "\n  tenancy: private", `issuer team: no variable or issuer part "town"`},
		{"tenancy: private", `others: [{setting: team, value: "", template: "https://ci.example", fact: hearsay}]` + "\n  tenancy: private", `issuer by team: cites no known fact ("hearsay")`},
		// What no token has is no claim of a form, and a fact says so.
		{"user_claim: team", "missing: [{claims: [azp], fact: hearsay}]\nuser_claim: team", `missing: cites no known fact ("hearsay")`},
		{"user_claim: team", "missing: [{claims: [kind], fact: acme-docs}]\nuser_claim: team", `missing: "kind" is a claim of some form`},
		{"user_claim: team", "missing: [{claims: [x_1], fact: acme-docs}]\nfamilies: [{prefix: x_, absent: not set, class: name, samples: [a], fact: acme-docs}]\nuser_claim: team", `missing: "x_1" is a claim of some form`},
		// A family says all of itself.
		{"user_claim: team", "families: [{prefix: x_, absent: not set, class: name, samples: [a], fact: hearsay}]\nuser_claim: team", `family x_: cites no known fact ("hearsay")`},
		{"user_claim: team", "families: [{absent: not set, class: name, samples: [a], fact: acme-docs}]\nuser_claim: team", `family "": wants a prefix`},
		{"user_claim: team", "families: [{prefix: x_, class: name, samples: [a], fact: acme-docs}]\nuser_claim: team", `family "x_": wants a prefix, when a claim is missing`},
		{"user_claim: team", "families: [{prefix: x_, absent: not set, class: nam, samples: [a], fact: acme-docs}]\nuser_claim: team", `family "x_": wants`},
		{"user_claim: team", "families: [{prefix: x_, absent: not set, class: name, fact: acme-docs}]\nuser_claim: team", `family "x_": wants`},
		// What a form narrows is its own variable, to a known domain, by a fact, and
		// leaves a value.
		{"never: true", "where: {job: [{domain: bool, fact: acme-docs}]}", `form nightly: where: its tokens show no variable "job"`},
		{"never: true", "where: {team: [{domain: boool, fact: acme-docs}]}", `form nightly: where: team: wants a known domain, got "boool"`},
		{"never: true", "where: {team: [{domain: bool, fact: hearsay}]}", `form nightly: where: team: cites no known fact ("hearsay")`},
		{"never: true", "where: {team: [{domain: bool, fact: acme-docs}, {domain: uuid, fact: acme-docs}]}", "form nightly: where: team: no sample fits"},
		{"{name: kind, is: nightly,", `{name: kind, is: nightly, present_at: "(",`, "form nightly claim kind: "},
		// A reason means the same of all claims, and a value that is preferred is one.
		{"{name: kind, is: nightly,", `{name: kind, is: nightly, "null": never, empty: never,`, "form nightly claim kind: is null or empty, not both"},
		{"{name: kind, is: nightly,", `{name: more, absent: x, seldom: true, fact: acme-docs}` + "\n      - " + `{name: kind, is: nightly, absent: x,`, "seldom there, and others"},
		{"samples: [red]", "prefers: digits, samples: [red]", "variable team: prefers: wants a known domain that its samples lie in"},
		{"samples: [red]", "prefers: digit, samples: [red]", "variable team: prefers: wants a known domain"},
		{"user_claim: team", "belong: [[team, job]]\nuser_claim: team", `belong: "team" is no variable with two samples`},
		{"subject: {fact: acme-docs}", "subject: {fact: acme-docs, closed: hearsay}", "subject: closed: wants a known fact"},
	} {
		changed := strings.Replace(string(raw), c.old, c.new, 1)
		if changed == string(raw) {
			t.Errorf("%q does not stand in the file", c.old)
		}
		_, err := Parse([]byte(changed))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q for %q: got %v, want an error with %q", c.new, c.old, err, c.want)
		}
	}
}

// TestDomains: what must be in is in, what must be out is out. Documents rest on
// what is left out.
func TestDomains(t *testing.T) {
	for _, c := range []struct {
		domain, in, out string
	}{
		{"git_ref", "feature/ä'\"$(){}|+&;<>%#!,=@x", "a:b"},
		{"git_ref", "x/vcs-ref/refs/heads/main", "a*"},
		{"git_ref", "a@b", "a@{b"},
		{"git_ref", "{", "a~1"},
		{"git_ref", "a.b", "a."},
		{"uuid", "936a5312-a3b8-4921-8b3f-2cec8baac574", "936a5312-a3b8-4921-8b3f-2cec8baac57g"},
		{"semaphore_slug", "a1-", "A1a"},
		{"hosted_repository", "a.b_c-d", "a:b"},
		{"generic_repository", "a:b?*", "a b"},
		{"gitlab_path", "g/s/p", "g"},
		{"https_url", "https://a.b:8443/git", "https://a.b/git/"},
		{"github_issuer", "https://token.actions.githubusercontent.com/my-enterprise", "https://token.actions.githubusercontent.com/a/b"},
		{"github_issuer", "https://token.actions.octocorp.ghe.com/octocorp", "https://ghe.com"},
		{"github_issuer", "https://github.example.com:8443/_services/token", "https://github.example.com/"},
		{"github_environment", "Production%3AV1 $(x) ä", "Production:V1"},
		{"github_environment_name", "Production:V1", "production-1"},
		{"github_environment_name", "my env", "a/b.c_d"},
		{"github_workflow", "o/a/.github/workflows/x y.yml@refs/heads/ä", ""},
		// Strangers: a subject that begins otherwise than with a repository.
		{"github_component", "repo_property_team:repo", "repo:o/r"},
		{"github_component", "actor:repo:o/r", "repository_owner_id:1"},
		{"github_component", "repository:o/r", "repo"},
		{"hcp_project", "Default Project", "a:b"},
		{"hcp_name", "my-org_1", "my org"},
		{"hcp_id", "ws-mbsd5E3Ktt5Rg2Xm", "ws_1"},
		{"text", "my env / $x", "a\tb"},
	} {
		d := DomainNamed(c.domain)
		if reason, _ := d.CheckValue(c.in); reason != "" {
			t.Errorf("%s refuses %q: %s", c.domain, c.in, reason)
		}
		if reason, _ := d.CheckValue(c.out); reason == "" {
			t.Errorf("%s takes %q", c.domain, c.out)
		}
	}
}

// TestFormats: which subjects a repository can show besides the declared ones.
func TestFormats(t *testing.T) {
	p := Find("github")
	const ghes = "https://github.example.com/_services/token"
	for _, c := range []struct{ issuer, format, order, declared, undeclared string }{
		{"https://token.actions.githubusercontent.com", "classic", "repo,context", "classic", "immutable"},
		{"https://token.actions.githubusercontent.com", "any", "repo,context", "classic immutable", ""},
		{ghes, "any", "repo,context", "classic", ""},
		{ghes, "immutable", "repo,context", "", "classic"}, // there is none
		{"https://token.actions.githubusercontent.com", "any", "repository_id,context", "classic", ""},
		{"https://token.actions.githubusercontent.com", "any", "repo,environment", "", ""}, // a job without environment
	} {
		settings := Settings{"issuer": c.issuer, "subject_format": c.format, "subject_components": c.order}
		names := func(ps []Presentation) string {
			var out []string
			for _, s := range ps {
				out = append(out, s.Name)
			}
			return strings.Join(out, " ")
		}
		f := p.Form("branch")
		if d, u := names(p.Declared(f, settings)), names(p.Undeclared(f, settings)); d != c.declared || u != c.undeclared {
			t.Errorf("%v: declared %q, undeclared %q", c, d, u)
		}
	}
	for version, want := range map[string]bool{"": true, "3.18": true, "3.19": false} {
		if got := p.Occurs(p.Form("old_environment"), ghes, Settings{"minimum_version": version, "subject_components": "repo,context"}); got != want {
			t.Errorf("before escapes, %q: %v", version, got)
		}
	}
	if p.Occurs(p.Form("old_environment"), "https://token.actions.githubusercontent.com/my-enterprise", Settings{}) {
		t.Error("github.com escapes colons")
	}
	if p.Occurs(p.Form("pull_request_target"), ghes, Settings{"subject_components": "repo"}) {
		t.Error("without context the form is none of its own")
	}
}

func TestOlderThan(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{{"18.2", "18.2.2", true}, {"18.2.2", "18.2.2", false}, {"18.10", "18.2.2", false}, {"9.9.9", "18.2.2", true}, {"19", "18.2.2", false}} {
		if got := olderThan(c.a, c.b); got != c.want {
			t.Errorf("olderThan(%s, %s) = %v", c.a, c.b, got)
		}
	}
}

// newest is the date of the newest fact of a platform; a month is its first day.
func newest(p *Platform) string {
	out := ""
	for _, f := range p.Facts {
		date := f.Date
		if len(date) == len("2006-01") {
			date += "-01"
		}
		out = max(out, date)
	}
	return out
}

// stale says what is wrong with the dates of a platform's facts at a release; empty:
// nothing.
func stale(p *Platform, release string) string {
	at, err := time.Parse(time.DateOnly, release)
	if err != nil {
		return "the release has no date: " + err.Error()
	}
	last, err := time.Parse(time.DateOnly, newest(p))
	switch {
	case err != nil:
		return "no fact has a date: " + err.Error()
	case last.AddDate(1, 0, 0).Before(at):
		return "the newest fact is of " + newest(p) + ", more than a year before the release of " + release + ": read the platform's documentation again"
	}
	return ""
}

// TestFactsAreFresh: somebody has looked at each platform in the year before a
// release. The day is that of the commit, told by CIOIDC_RELEASE_DATE, never the
// clock's: what has been released must not fail later.
func TestFactsAreFresh(t *testing.T) {
	for _, c := range []struct{ newest, release, want string }{
		{"2026-01-15", "2027-01-15", ""},
		{"2026-01-15", "2027-01-16", "more than a year"},
		{"2026-01", "2027-01-01", ""},
		{"2026-01", "2027-01-02", "more than a year"},
		{"2026-01-15", "lately", "no date"},
		{"", "2026-01-15", "no fact has a date"},
	} {
		p := &Platform{Facts: map[string]Fact{"old": {Date: "2020-01-01"}, "new": {Date: c.newest}}}
		if c.newest == "" {
			p.Facts = nil
		}
		if got := stale(p, c.release); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s at %s: got %q", c.newest, c.release, got)
		}
	}
	release := os.Getenv("CIOIDC_RELEASE_DATE")
	if release == "" {
		t.Skip("no release: CIOIDC_RELEASE_DATE (YYYY-MM-DD) is not set")
	}
	for _, p := range All() {
		if reason := stale(p, release); reason != "" {
			t.Errorf("%s: %s", p.Name, reason)
		}
	}
}

// TestOrders: the languages of components are those that subjects are made of.
func TestOrders(t *testing.T) {
	t.Parallel()
	for _, p := range All() {
		for i := range p.Forms {
			f := &p.Forms[i]
			orders := p.Orders(f)
			if orders == nil {
				continue
			}
			for _, d := range p.Declared(f, Settings{p.Subject.Setting: p.subjectDefault()}) {
				values := p.Fill(f, nil)
				subject := d.Template.Fill(values)
				first := Template{Lits: slices.Clone(d.Template.Lits[:d.Lead+1]), Vars: d.Template.Vars[:d.Lead]}
				first.Lits[d.Lead], _, _ = strings.Cut(first.Lits[d.Lead], ":")
				behind := strings.TrimPrefix(subject, first.Fill(values))
				if !orders.Behind.Holds(behind) {
					t.Errorf("%s %s: %q does not stand behind the first component of %q", p.Name, f.Name, behind, subject)
				}
				if !p.Made(f, subject, values) {
					t.Errorf("%s %s: %q is not made of components", p.Name, f.Name, subject)
				}
			}
		}
	}
	gitlab := Find("gitlab")
	for behind, want := range map[string]bool{"": true, ":ref:main": true, ":ref:main:ref_type:branch": true, ":ref_type:branch:ref:ref": true, ":ref_type:tag": false, ":ref:main:ref:dev": false, ":ref_type:branchy": false, ":job:x": false, "ref:main": false, ":ref": false} {
		if got := gitlab.Orders(gitlab.Form("branch")).Behind.Holds(behind); got != want {
			t.Errorf("%q: %v", behind, got)
		}
	}
}

// subjectDefault is the default order of components.
func (p *Platform) subjectDefault() string {
	f, _ := p.Filter(p.Subject.Setting)
	return f.Default
}
