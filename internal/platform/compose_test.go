package platform

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// TestCompose: what is inferred, what is said, and every mistake.
func TestCompose(t *testing.T) {
	later := value.V{Kind: value.Unknown}
	sem := func(more map[string]any) map[string]any {
		out := map[string]any{"organization": "acme", "project_id": proj, "repository": "web"}
		for k, v := range more {
			out[k] = v
		}
		return out
	}
	circle := func(more map[string]any) map[string]any {
		out := map[string]any{"organization_id": org, "project_id": proj, "user_id": user}
		for k, v := range more {
			out[k] = v
		}
		return out
	}
	const semHead = "org:acme:project:" + proj + ":repo:web:"
	for _, c := range []struct {
		name, platform string
		in             map[string]any
		want           string // subject, or a part of the problems
	}{
		{"branch", "semaphore", sem(map[string]any{"branch": "main"}), semHead + "ref_type:branch:ref:refs/heads/main"},
		{"tag", "semaphore", sem(map[string]any{"tag": "v1"}), semHead + "ref_type:tag:ref:refs/tags/v1"},
		{"number for a string", "semaphore", sem(map[string]any{"pull_number": 12.0}), semHead + "ref_type:pull-request:ref:refs/pull/12/merge"},
		{"a form that is never guessed", "semaphore", sem(map[string]any{"form": "project_debug", "presentation": ""}), semHead + "ref_type::ref:"},
		{"a switch", "semaphore", sem(map[string]any{"repository": "a:b", "generic_git": true, "tag": "v1"}), "org:acme:project:" + proj + ":repo:a:b:ref_type:tag:ref:refs/tags/v1"},
		{"no ref", "semaphore", sem(nil), "CE103 variables: no subject of Semaphore shows exactly these variables (organization, project_id, repository). The nearest forms are\n  branch wants also branch\n  tag wants also tag"},
		{"two refs", "semaphore", sem(map[string]any{"branch": "main", "tag": "v1"}), "branch does not show tag"},
		{"nothing", "semaphore", map[string]any{}, "(none)"},
		{"a variable of no subject", "semaphore", sem(map[string]any{"branch": "main", "job_type": "debug_job"}), "branch does not show job_type"},
		{"the wrong form", "semaphore", sem(map[string]any{"branch": "main", "form": "tag"}), "tag wants also tag; does not show branch"},
		{"no form", "semaphore", sem(map[string]any{"form": "brunch"}), `CE101 variables.form: Semaphore has no form "brunch". Did you mean "branch"?`},
		{"no name", "semaphore", sem(map[string]any{"brunch": "main"}), `CE101 variables: there is no variable or setting of Semaphore "brunch". Did you mean "branch"?`},
		{"no presentation", "semaphore", sem(map[string]any{"branch": "main", "presentation": "v1"}), "CE101 variables.presentation: Semaphore has no presentation \"v1\". Leave it out"},
		{"outside the domain", "semaphore", sem(map[string]any{"branch": "my branch"}), `CE104 variables.branch: "my branch" holds the character " "`},
		{"colon without the switch", "semaphore", sem(map[string]any{"repository": "a:b", "branch": "main"}), `CE104 variables.repository: "a:b" holds`},
		{"pattern", "semaphore", sem(map[string]any{"branch": "*"}), `CE104 variables.branch: "*" holds`},
		{"list", "semaphore", sem(map[string]any{"branch": []string{"main"}}), "CE102 variables.branch: a string is wanted, got a list"},
		{"unknown", "semaphore", sem(map[string]any{"branch": later}), ""},
		{"unknown beside a mistake", "semaphore", sem(map[string]any{"branch": later, "organization": "Acme"}), `CE104 variables.organization: "Acme"`},
		{"unknown switch", "semaphore", sem(map[string]any{"branch": "main", "repository": "a:b", "generic_git": later}), ""},

		{"v2 by default", "circleci", circle(map[string]any{"owner": "o", "repository": "r", "branch": "main"}), cci + "/vcs-origin/github.com/o/r/vcs-ref/refs/heads/main"},
		{"by its variables", "circleci", circle(map[string]any{"group": "o", "repository": "r", "branch": "main"}), cci + "/vcs-origin/gitlab.com/o/r/vcs-ref/refs/heads/main"},
		{"v1", "circleci", circle(map[string]any{"token_version": "v1"}), cci},
		{"presentation", "circleci", circle(map[string]any{"presentation": "v1", "form": "github_tag"}), cci},
		{"any version", "circleci", circle(map[string]any{"token_version": "any", "workspace": "o", "repository": "r", "tag": "v1"}), cci + "/vcs-origin/bitbucket.org/o/r/vcs-ref/refs/tags/v1"},
		{"a form of another subject", "circleci", map[string]any{"organization_id": org, "form": "audit_log"}, "org/" + org + "/file-streaming/audit-logs"},
		{"two ways to say it", "circleci", circle(map[string]any{"token_version": "v1", "presentation": "v2"}), "CE106 variables.presentation: cannot be given together with token_version"},
		{"no version", "circleci", circle(map[string]any{"token_version": "v3"}), "CE104 variables.token_version"},
		{"no such presentation", "circleci", circle(map[string]any{"presentation": "v3"}), `CE101 variables.presentation: CircleCI has no presentation "v3". Did you mean`},

		{"components by default", "gitlab", map[string]any{"project_path": "g/p", "branch": "main"}, "project_path:g/p:ref_type:branch:ref:main"},
		{"components", "gitlab", map[string]any{"project_id": 7.0, "tag": "v1", "ref_protected": true, "subject_components": []string{"project_id", "ref_protected", "ref"}}, "project_id:7:ref_protected:true:ref:v1"},
		{"components as read", "gitlab", map[string]any{"project_path": "g/p", "presentation": "project_path"}, "project_path:g/p"},
		{"a component without a value", "gitlab", map[string]any{"project_path": "g/p", "presentation": "project_path,deployment_tier"}, "project_path:g/p"},
		{"a component with a value", "gitlab", map[string]any{"project_path": "g/p", "deployment_tier": "staging", "presentation": "project_path,deployment_tier"}, "project_path:g/p:deployment_tier:staging"},
		{"classic", "github", map[string]any{"form": "branch", "owner": "o", "repository": "r", "branch": "main"}, "repo:o/r:ref:refs/heads/main"},
		{"immutable by its variables", "github", map[string]any{"form": "branch", "owner": "o", "owner_id": 1.0, "repository": "r", "repository_id": "2", "branch": "main"}, "repo:o@1/r@2:ref:refs/heads/main"},
		{"a colon is escaped", "github", map[string]any{"owner": "o", "repository": "r", "environment": "Production:V1"}, "repo:o/r:environment:Production%3AV1"},
		{"a customised subject", "github", map[string]any{"owner_id": "6154722", "repository_id": "1203140327", "branch": "main", "presentation": "repository_owner_id,repository_id,context"}, "repository_owner_id:6154722:repository_id:1203140327:ref:refs/heads/main"},
		{"one format only", "github", map[string]any{"owner": "o", "repository": "r", "branch": "main", "subject_format": "immutable"}, "CE103 variables: no subject of GitHub Actions shows exactly these variables"},
		{"a workspace", "hcp_terraform", map[string]any{"organization": "o", "project": "Default Project", "workspace": "w", "run_phase": "plan"}, "organization:o:project:Default Project:workspace:w:run_phase:plan"},
		{"a person", "gitlab", map[string]any{"form": "sign_on", "user_id": 42.0}, "42"},
		{"no component", "gitlab", map[string]any{"project_path": "g/p", "subject_components": []string{"project_path", "reff"}}, `CE104 variables.subject_components[1]: "reff" is no component. Did you mean "ref"?`},
		{"component in the wrong place", "gitlab", map[string]any{"project_path": "g/p", "presentation": "ref,project_path"}, `CE104 variables.presentation: "ref" stands in the wrong place`},
		{"component twice", "gitlab", map[string]any{"project_path": "g/p", "branch": "b", "presentation": "project_path,ref,ref"}, `"ref" stands there twice`},
		{"unknown components", "gitlab", map[string]any{"project_path": "g/p", "branch": "b", "subject_components": []any{"project_path", later}}, ""},
	} {
		got, known, problems := Find(c.platform).Compose(value.Of(c.in))
		text := problems.Text("")
		switch {
		case strings.HasPrefix(text, "CE"):
			if known || got != "" || c.want == "" || !strings.Contains(text, c.want) {
				t.Errorf("%s: got %q and\n%s\nwant %s", c.name, got, text, c.want)
			}
		case known != (c.want != "") || got != c.want:
			t.Errorf("%s: got %q, known %v, want %q", c.name, got, known, c.want)
		}
	}
	for kind, v := range map[string]value.V{"an object is wanted, got a string": value.Of("x"), "": later} {
		got, known, problems := Find("gitlab").Compose(v)
		if got != "" || known || (len(problems) > 0) != (kind != "") || !strings.Contains(problems.Text(""), kind) {
			t.Errorf("%v: got %q, %v, %s", v, got, known, problems.Text(""))
		}
	}
}

// TestComposeAmbiguous: variables that fit two different subjects are refused
// with both.
func TestComposeAmbiguous(t *testing.T) {
	p, err := Parse([]byte(strings.NewReplacer("never: true", "never: false").Replace(acme(t))))
	if err != nil {
		t.Fatal(err)
	}
	p.Forms[0].subs[""] = Template{Lits: []string{"team:", ""}, Vars: []string{"team"}}
	_, _, problems := p.Compose(value.Of(map[string]any{"team": "red"}))
	if text := problems.Text(""); !strings.Contains(text, "CE106 variables: these variables fit more than one subject of Acme CI. Say which with form or presentation\n  job: \"team:red\"\n  nightly: \"nightly:red\"") {
		t.Error(text)
	}
}
