package platform

import (
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

const (
	org  = "01234567-89ab-4def-8123-4567890abcde"
	proj = "76543210-ba98-4edc-8210-edcba0987654"
	user = "11111111-2222-4333-8444-555555555555"
	cci  = "org/" + org + "/project/" + proj + "/user/" + user
)

// acme is the data file of a made-up platform.
func acme(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("testdata/acme.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func spell(rs []Reading) string {
	var lines []string
	for _, r := range rs {
		line := r.Form + " [" + r.Presentation + "]"
		for _, k := range slices.Sorted(maps.Keys(r.Values)) {
			if v := r.Values[k]; v != org && v != proj && v != user {
				line += " " + k + "=" + v
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// TestRead: subjects of each platform, plain, ambiguous and none at all.
func TestRead(t *testing.T) {
	for _, c := range []struct{ platform, subject, want string }{
		{"semaphore", "org:acme:project:" + proj + ":repo:web:ref_type:branch:ref:refs/heads/feature/x", "branch [] branch=feature/x organization=acme repository=web"},
		{"semaphore", "org:acme:project:" + proj + ":repo:web:ref_type:pull-request:ref:refs/pull/12/merge", "pull_request_merge [] organization=acme pull_number=12 repository=web"},
		{"semaphore", "org:acme:project:" + proj + ":repo:web:ref_type::ref:", "project_debug [] organization=acme repository=web"},
		// The generic Git integration allows a colon.
		{"semaphore", "org:acme:project:" + proj + ":repo:a:b:ref_type:tag:ref:refs/tags/v1", "tag [] organization=acme repository=a:b tag=v1"},
		{"semaphore", "org:Acme:project:" + proj + ":repo:web:ref_type:branch:ref:refs/heads/main", ""},
		{"semaphore", "org:acme:project:" + proj + ":repo:web:ref_type:branch:ref:refs/heads/a..b", ""},
		{"semaphore", "org:acme:project:" + proj + ":repo:web:ref_type:branch:ref:refs/heads/", ""},
		// git allows these names, though somebody who writes one has mistaken it.
		{"semaphore", "org:acme:project:" + proj + ":repo:web:ref_type:branch:ref:refs/heads/refs/heads/main", "branch [] branch=refs/heads/main organization=acme repository=web"},
		{"semaphore", "org:acme:project:" + proj + ":repo:web:ref_type:branch:ref:refs/heads/@", "branch [] branch=@ organization=acme repository=web"},

		{"circleci", cci + "/vcs-origin/github.com/o/r/vcs-ref/refs/heads/main", "github_branch [v2] branch=main owner=o repository=r"},
		// The branch that CircleCI's recommended policy lets in.
		{"circleci", cci + "/vcs-origin/github.com/o/r/vcs-ref/refs/heads/x/vcs-ref/refs/heads/main", "github_branch [v2] branch=x/vcs-ref/refs/heads/main owner=o repository=r"},
		{"circleci", cci + "/vcs-origin/gitlab.com/g/p/vcs-ref/refs/heads/x/vcs-ref/refs/heads/main",
			"gitlab_branch [v2] branch=x/vcs-ref/refs/heads/main group=g repository=p\n" +
				"gitlab_nested_branch [v2] branch=main group=g rest=vcs-ref/refs/heads/x subgroup=p"},
		{"circleci", "org/" + org + "/file-streaming/audit-logs", "audit_log [v1]\naudit_log [v2]"},
		{"circleci", "org/" + strings.ToUpper(org) + "/file-streaming/audit-logs", ""},

		{"github", "repo:o/r:ref:refs/heads/main", "branch [repo,context] branch=main owner=o repository=r\nbranch [repo,ref] branch=main owner=o repository=r\nmerged_pull_request [repo,ref] owner=o repository=r target_branch=main\npull_request_target [repo,ref] owner=o repository=r target_branch=main\nbranch_environment [repo,ref] branch=main owner=o repository=r\nbranch_environment_spelled [repo,ref] branch=main owner=o repository=r\nold_environment [repo,ref] any_ref=refs/heads/main owner=o repository=r"},
		{"github", "repo:o@1/r@2:pull_request", "pull_request [repo,context] owner=o owner_id=1 repository=r repository_id=2\nmerged_pull_request [repo,context] owner=o owner_id=1 repository=r repository_id=2\npull_request_target [repo,context] owner=o owner_id=1 repository=r repository_id=2"},
		{"github", "repo:o@1/r:pull_request", ""},
		{"github", "repo:o/r:context:x", ""},
		{"github", "repository_owner_id:6154722:repository_id:1203140327:ref:refs/tags/v1", "tag [repository_owner_id,repository_id,context] owner_id=6154722 repository_id=1203140327 tag=v1\ntag [repository_owner_id,repository_id,ref] owner_id=6154722 repository_id=1203140327 tag=v1\ntag_environment [repository_owner_id,repository_id,ref] owner_id=6154722 repository_id=1203140327 tag=v1\ntag_environment_spelled [repository_owner_id,repository_id,ref] owner_id=6154722 repository_id=1203140327 tag=v1\nold_environment [repository_owner_id,repository_id,ref] any_ref=refs/tags/v1 owner_id=6154722 repository_id=1203140327"},
		{"gitlab", "project_path:g/s/p:ref_type:branch:ref:main",
			"branch [project_path,ref_type,ref] branch=main project_path=g/s/p\nfork_merge_request [project_path,ref_type,ref] branch=main project_path=g/s/p"},
		{"gitlab", "project_path:g/p:ref_type:branch:ref:refs/workloads/7", "branch [project_path,ref_type,ref] branch=refs/workloads/7 project_path=g/p\nworkload [project_path,ref_type,ref] branch=refs/workloads/7 project_path=g/p\nfork_merge_request [project_path,ref_type,ref] branch=refs/workloads/7 project_path=g/p"},
		{"github", "repo:o/r:ref:refs/heads/main:repo_property_team:x", "branch [repo,context,repo_property_team] branch=main owner=o repo_property_team=x repository=r\nbranch [repo,ref,repo_property_team] branch=main owner=o repo_property_team=x repository=r\nmerged_pull_request [repo,ref,repo_property_team] owner=o repo_property_team=x repository=r target_branch=main\npull_request_target [repo,ref,repo_property_team] owner=o repo_property_team=x repository=r target_branch=main\nbranch_environment [repo,ref,repo_property_team] branch=main owner=o repo_property_team=x repository=r\nbranch_environment_spelled [repo,ref,repo_property_team] branch=main owner=o repo_property_team=x repository=r\nold_environment [repo,ref,repo_property_team] any_ref=refs/heads/main owner=o repo_property_team=x repository=r\nold_environment [repo,ref] any_ref=refs/heads/main:repo_property_team:x owner=o repository=r"},
		{"gitlab", "project_id:7:ref:v1:deployment_tier:production:ref_type:tag", "tag [project_id,ref,deployment_tier,ref_type] deployment_tier=production project_id=7 tag=v1"},
		{"gitlab", "project_path:g/p", "branch [project_path] project_path=g/p\ntag [project_path] project_path=g/p\nworkload [project_path] project_path=g/p\nfork_merge_request [project_path] project_path=g/p"},
		{"gitlab", "12345", "sign_on [] user_id=12345"},
		{"gitlab", "ref:main:project_path:g/p", ""},
		{"gitlab", "project_path:g/p:project_id:7", ""},
		{"gitlab", "project_path:g/p:ref:a:ref:b", ""},
		{"gitlab", "project_path:g/p:ref_protected:maybe", ""},
		{"gitlab", "project_path:g/p:", ""},
		{"gitlab", "", ""},
	} {
		got, err := Find(c.platform).Read(c.subject)
		if err != nil || spell(got) != c.want {
			t.Errorf("%s\n got %s %v\nwant %s", c.subject, spell(got), err, c.want)
		}
	}
	if got, err := Find("circleci").Read(cci); err != nil || len(got) != 12 {
		t.Errorf("a V1 subject is eleven forms' and a webhook's V2: %v\n%s", err, spell(got))
	}
}

// TestReadLimits: what is too much is said, within the work allowed.
func TestReadLimits(t *testing.T) {
	text := strings.NewReplacer(`"team:{team}:job:{job}"`, `"{job}{more}{rest}{team}"`,
		"claims:\n  - {name: team", "  - {name: more, domain: text, class: name, fact: acme-docs, samples: [m]}\n  - {name: rest, domain: text, class: name, fact: acme-docs, samples: [m]}\nclaims:\n  - {name: team").Replace(acme(t))
	wild, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for want, c := range map[string]struct {
		p       *Platform
		subject string
	}{
		"has 4097 bytes, more than the 4096 that are read": {Find("gitlab"), strings.Repeat("1", 4097)},
		"is no valid UTF-8":                              {Find("gitlab"), "project_path:\xff"},
		"can be read in more than 64 ways":               {Find("circleci"), cci + "/vcs-origin/gitlab.com/g/s/r" + strings.Repeat("/vcs-ref/refs/heads/x", 80)},
		"can be split in too many places to try them al": {wild, strings.Repeat("A", 4000)},
	} {
		got, err := c.p.Read(c.subject)
		if err == nil || !strings.Contains(err.Error(), want) || got != nil {
			t.Errorf("got %d readings, %v; want %s", len(got), err, want)
		}
	}
	// The longest subject with places to split everywhere is still read.
	long := cci + "/vcs-origin/gitlab.com/g/s/r" + strings.Repeat("/vcs-ref/refs/heads/x", 180) + "/x..y"
	if got, err := Find("circleci").Read(long); err != nil || got != nil {
		t.Errorf("%d readings, %v", len(got), err)
	}
}

// hostile values per domain: what separators can be hidden in.
var hostile = map[string][]string{
	"git_ref":           {"main", "x/vcs-ref/refs/heads/main", "x/vcs-ref/refs/tags/v1", "vcs-ref"},
	"gitlab_name":       {"g", "vcs-ref", "refs"},
	"gitlab_rest":       {"a", "heads/x", "r/vcs-ref/refs/heads/x", "vcs-ref/refs/heads"},
	"hosted_repository": {"p", "refs"},
	"github_owner":      {"o", "vcs-ref"},
	"gitlab_path":       {"g/p", "ref/tag"},
}

// TestReadAllWays: every job of a small hostile world is among the readings of
// its subject, so that jobs with one subject all show.
func TestReadAllWays(t *testing.T) {
	for _, p := range All() {
		jobs, shared := 0, map[string]int{}
		settings := defaults(p)
		settings["token_version"] = "any"
		if p.Name == "gitlab" {
			settings["subject_components"] += ",environment_protected"
		}
		for i := range p.Forms {
			f := &p.Forms[i]
			for _, d := range p.Declared(f, settings) {
				for _, values := range worlds(p, d.Template.Vars) {
					if !f.Fits(values) {
						continue
					}
					subject := d.Template.Fill(values)
					got, err := p.Read(subject)
					if err != nil {
						t.Fatal(err)
					}
					if !contains(got, f.Name, values) {
						t.Fatalf("%s: %s %v is not among\n%s", subject, f.Name, values, spell(got))
					}
					for _, r := range got {
						sound(t, p, r, subject)
					}
					jobs++
					shared[subject]++
				}
			}
		}
		// Semaphore's and HCP Terraform's subjects say which job it is; the others'
		// do not.
		if (jobs == len(shared)) != (p.Name == "semaphore" || p.Name == "hcp_terraform") {
			t.Errorf("%s: %d jobs have %d subjects", p.Name, jobs, len(shared))
		}
	}
}

func contains(rs []Reading, form string, values map[string]string) bool {
	return slices.ContainsFunc(rs, func(r Reading) bool { return r.Form == form && reflect.DeepEqual(r.Values, values) })
}

// sound demands that a reading makes the subject again, from values that can be.
func sound(t *testing.T, p *Platform, r Reading, subject string) {
	t.Helper()
	f := p.Form(r.Form)
	template, ok := f.subs[r.Presentation]
	made := []string{template.Fill(r.Values)}
	if !ok {
		made = nil
		for _, format := range p.formatNames() {
			for _, s := range p.components(f, strings.Split(r.Presentation, ","), format) {
				made = append(made, s.Template.Fill(r.Values))
			}
		}
	}
	if !slices.Contains(made, subject) {
		t.Errorf("the reading %+v makes %q, not %q", r, made, subject)
	}
	for v, text := range r.Values {
		if !p.Domain(v, Settings{"generic_git": "true"}).Holds(text) {
			t.Errorf("%s cannot be %q", v, text)
		}
	}
}

// defaults are the settings of a description that says none.
func defaults(p *Platform) Settings {
	out := Settings{}
	for _, f := range p.Filters {
		out[f.Name] = f.Default
	}
	return out
}

// worlds are all combinations of hostile values.
func worlds(p *Platform, vars []string) []map[string]string {
	out := []map[string]string{{}}
	for _, v := range vars {
		variable, _ := p.Variable(v)
		values := hostile[variable.Domain]
		if values == nil {
			values = variable.Samples
		}
		var more []map[string]string
		for _, m := range out {
			for _, text := range values {
				n := maps.Clone(m)
				n[v] = text
				more = append(more, n)
			}
		}
		out = more
	}
	return out
}

// FuzzRead: any text is read or refused, and every reading makes it again; what
// Compose makes of any values is read back, the values among the readings.
func FuzzRead(f *testing.F) {
	f.Add(byte(0), byte(6), cci+"/vcs-origin/gitlab.com/g/p/vcs-ref/refs/heads/main", "x/vcs-ref/refs/heads/main", "p", "a/b")
	f.Add(byte(2), byte(0), "project_path:g/p:ref_type:branch:ref:main", "main", "g/p", "7")
	f.Add(byte(3), byte(1), "org:acme:project:"+proj+":repo:a:b:ref_type:tag:ref:refs/tags/v1", "v1", "a:b:ref_type", "web")
	f.Add(byte(1), byte(5), "repo:o@1/r@2:environment:a%3Ab:job_workflow_ref:o/r/.github/workflows/a.yml@refs/heads/main", "a%3Ab", "r", "o")
	f.Add(byte(1), byte(0), "repo:o/r:ref:refs/heads/x:ref:refs/heads/main", "x", "repository", "repo")
	f.Add(byte(3), byte(9), "\xff:\x00", "\xff", "*", "${x}")
	f.Fuzz(func(t *testing.T, which, form byte, subject, a, b, c string) {
		p := All()[int(which)%len(All())]
		if got, err := p.Read(subject); err == nil {
			for _, r := range got {
				sound(t, p, r, subject)
			}
		}
		form %= byte(len(p.Forms))
		said := map[string]value.V{ComposeForm: value.Of(p.Forms[form].Name)}
		if p.Subject.Setting == "token_version" {
			said["token_version"] = value.Of([]string{"v1", "v2"}[int(which/4)%2])
		}
		if p.Name == "semaphore" {
			said["generic_git"] = value.Of(true)
		}
		texts := []string{a, b, c}
		values := map[string]string{}
		settings := defaults(p)
		settings["token_version"] = said["token_version"].Text
		for _, d := range p.Declared(&p.Forms[form], settings)[:1] {
			for i, v := range d.Template.Vars {
				variable, _ := p.Variable(v)
				text := texts[i%len(texts)]
				if reason, _ := p.Domain(v, Settings{"generic_git": "true"}).CheckValue(text); reason != "" {
					text = variable.Samples[0]
				}
				values[v], said[v] = text, value.Of(text)
			}
		}
		made, known, problems := p.Compose(value.V{Kind: value.Map, Attrs: said})
		if !known || len(problems) > 0 {
			t.Fatalf("%v: %s", values, problems.Text(""))
		}
		got, err := p.Read(made)
		if err != nil {
			if !strings.Contains(err.Error(), "than") && !strings.Contains(err.Error(), "UTF-8") {
				t.Fatal(err)
			}
			return
		}
		if !contains(got, p.Forms[form].Name, values) {
			t.Fatalf("%q: %v is not among\n%s", made, values, spell(got))
		}
	})
}
