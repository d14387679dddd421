package platform

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestShipped loads what ships: every file passes the loader's checks, and every
// form mints a subject.
func TestShipped(t *testing.T) {
	if got := Names(); !slices.Equal(got, []string{"circleci", "gitlab", "semaphore"}) {
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
	} {
		_, err := Parse([]byte(strings.Replace(string(raw), c.old, c.new, 1)))
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
