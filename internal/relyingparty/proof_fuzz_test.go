package relyingparty_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// An onlooker is a job, described or not, and its token.
type onlooker struct {
	token     map[string]any
	described bool
	must      bool // of the described: the token is the declared configuration's
}

// onlookers are fixed jobs round a description: next to it in each variable, in
// another form, by another audience.
func onlookers(t testing.TB, d trust.Description, described platform.Job, others []platform.Job) []onlooker {
	t.Helper()
	p := d.Model()
	var out []onlooker
	for i, j := range append([]platform.Job{described}, others...) {
		f := p.Form(j.Form)
		for _, pres := range append(p.Declared(f, d.Settings), p.Undeclared(f, d.Settings)...) {
			declared := slices.ContainsFunc(p.Declared(f, d.Settings), func(s platform.Presentation) bool { return s.Name == pres.Name })
			if d.Contains(j) != (i == 0) {
				t.Fatalf("%v: described is %v", j, d.Contains(j))
			}
			out = append(out, onlooker{p.Mint(j, pres, d.Issuer, d.Audiences[0]), i == 0, i == 0 && declared})
			if p.Issuer.Audience.Kind != "fixed" {
				out = append(out, onlooker{p.Mint(j, pres, d.Issuer, "other"), i == 0, false},
					onlooker{p.Mint(j, pres, d.Issuer, []any{"other", d.Audiences[0]}), i == 0, false})
			}
		}
	}
	return out
}

// A scene is a fixed description and the jobs round it.
type scene struct {
	jobs      trust.Jobs
	onlookers []onlooker
}

func scenes(t testing.TB) []scene {
	t.Helper()
	gl := forAudience(describeOne(t, "gitlab", m{"projects": list("g/p"), "branches": list("main")}), "aud")
	gj := func(form string, values ...string) platform.Job {
		return platform.Job{Form: form, Values: pairs(values)}
	}
	sem := describeOne(t, "semaphore", semaphore(m{"branches": list("main"), "repositories": list("web")}))
	sj := func(form string, values ...string) platform.Job {
		return platform.Job{Form: form, Values: pairs(append([]string{"organization", "acme", "project_id", project, "repository", "web"}, values...))}
	}
	cci := describeOne(t, "circleci", circleci(m{"branches": list("main"), "repositories": list("github.com/acme/web")}))
	cj := func(form string, values ...string) platform.Job {
		return platform.Job{Form: form, Values: pairs(append([]string{"organization_id", org, "project_id", project, "user_id", user, "owner", "acme", "repository", "web"}, values...))}
	}
	gh := forAudience(describeOne(t, "github", github(m{"branches": list("main")})), "aud")
	hj := func(form string, values ...string) platform.Job {
		return platform.Job{Form: form, Values: pairs(append([]string{"owner", "o", "owner_id", "1", "repository", "r", "repository_id", "2"}, values...))}
	}
	tf := forAudience(describeOne(t, "hcp_terraform", hcp(m{"workspaces": list("web")})), "aud")
	tj := func(form string, values ...string) platform.Job {
		return platform.Job{Form: form, Values: pairs(append([]string{"organization", "o", "run_phase", "apply"}, values...))}
	}
	return []scene{
		{gh, onlookers(t, gh[0], hj("branch", "branch", "main"), []platform.Job{
			hj("branch", "branch", "dev"), hj("branch", "branch", "x/main"), hj("tag", "tag", "main"), hj("pull_request", "pull_ref", "7/merge"),
			hj("branch_environment", "branch", "main", "environment", "ref"), hj("branch", "branch", "main", "owner", "evil"),
			hj("branch", "branch", "main", "repository_id", "3"), hj("branch", "branch", "main", "repository", "r2"),
		})},
		{tf, onlookers(t, tf[0], tj("workspace", "workspace", "web"), []platform.Job{
			tj("workspace", "workspace", "web", "run_phase", "plan"), tj("workspace", "workspace", "api"),
			tj("workspace", "workspace", "web", "organization", "evil"), tj("module_test", "module", "web"), tj("stack", "stack", "web:run_phase"),
		})},
		{gl, onlookers(t, gl[0], gj("branch", "project_path", "g/p", "branch", "main"), []platform.Job{
			gj("branch", "project_path", "g/p", "branch", "maim"), gj("branch", "project_path", "g/p", "branch", "main2"),
			gj("branch", "project_path", "g/p2", "branch", "main"), gj("branch", "project_path", "evil/p", "branch", "main"),
			gj("tag", "project_path", "g/p", "tag", "main"), gj("branch", "project_path", "g/p/x", "branch", "x/main"),
			gj("sign_on", "user_id", "42"),
		})},
		{sem, onlookers(t, sem[0], sj("branch", "branch", "main"), []platform.Job{
			sj("branch", "branch", "dev"), sj("branch", "branch", "x/main"), sj("branch", "branch", "main", "repository", "api"),
			sj("branch", "branch", "main", "project_id", user), sj("tag", "tag", "main"), sj("pull_request", "target_branch", "main"),
			sj("project_debug"),
		})},
		{cci, onlookers(t, cci[0], cj("github_branch", "branch", "main"), []platform.Job{
			cj("github_branch", "branch", "x/vcs-ref/refs/heads/main"), cj("github_branch", "branch", "dev"),
			cj("github_branch", "branch", "main", "owner", "evil"), cj("github_branch", "branch", "main", "project_id", user),
			cj("gitlab_branch", "branch", "main", "group", "acme"), cj("webhook"), cj("audit_log"),
		})},
	}
}

func describeOne(t testing.TB, name string, filters m) trust.Jobs {
	t.Helper()
	d, problems := trust.Describe(name, value.Of(filters))
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	return d.Jobs
}

// FuzzCompare puts any text as a document of any relying party to the prover:
// it never panics, every example stands, and where an onlooker that is not
// described gets in, or the described job does not, it does not say otherwise.
func FuzzCompare(f *testing.F) {
	scenes := scenes(f)
	all := effort.Some(scenes, 1, len(scenes))
	for i, backend := range parties {
		for _, e := range corpus(f, backend) {
			f.Add(uint8(i), string(e.Document))
		}
	}
	for _, c := range slices.Concat(semaphoreCases(), circleciCases(), gitlabCases(), otherCases()) {
		f.Add(uint8(slices.Index(parties, c.backend)), c.document)
	}
	for _, sub := range []string{"repo:o/r:ref:refs/heads/main", "repo:o*/r*:ref:refs/heads/main", "repo:o@1/r@2:*", "repository_owner_id:1:*"} {
		f.Add(uint8(0), strings.ReplaceAll(gitlabPolicy(sub), "gitlab.com", "token.actions.githubusercontent.com"))
		f.Add(uint8(2), googleProvider("https://token.actions.githubusercontent.com", "aud", "assertion.sub", "assertion.sub.startsWith('"+strings.TrimSuffix(sub, "*")+"')"))
	}
	f.Add(uint8(0), strings.ReplaceAll(gitlabPolicy("organization:o:*:workspace:web:run_phase:apply"), "gitlab.com", "app.terraform.io"))
	for _, sub := range []string{"*a??????????????????", "${aws:username}", "**", "?", "", "\\u0000", "project_path:g/p:ref_type:branch:ref:?ain"} {
		f.Add(uint8(0), gitlabPolicy(sub))
		f.Add(uint8(1), gitlabRole(`"bound_claims":{"sub":"`+sub+`"},"bound_claims_type":"glob"`))
		f.Add(uint8(2), googleProvider("https://gitlab.com", "aud", "assertion.sub", "assertion.sub.matches(r'"+sub+"')"))
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		doc, err := readBack(parties[int(which)%len(parties)], text)
		if err != nil {
			return
		}
		for _, s := range all {
			c := proof.Comparison{Document: doc, Jobs: s.jobs, Named: true}
			v := proof.Compare(c)
			if fault := examplesFault(c, v); fault != "" {
				t.Errorf("%s\n%s", fault, said(v))
			}
			for _, o := range s.onlookers {
				in := doc.Admits(o.token).Admitted
				if in == proof.Yes && !o.described && v.Wider == proof.No {
					t.Errorf("wider by %s\n%s", toJSON(t, o.token), said(v))
				}
				if in == proof.No && o.must && v.Narrower == proof.No {
					t.Errorf("narrower by %s\n%s", toJSON(t, o.token), said(v))
				}
			}
		}
	})
}

// TestOnlookersTell: the fixed jobs do show holes, else the fuzz target could
// not fail.
func TestOnlookersTell(t *testing.T) {
	widened, narrowed := 0, 0
	for _, backend := range parties {
		for _, e := range corpus(t, backend) {
			doc, err := readBack(backend, string(e.Document))
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range scenes(t) {
				for _, o := range s.onlookers {
					switch in := doc.Admits(o.token).Admitted; {
					case in == proof.Yes && !o.described:
						widened++
					case in == proof.No && o.must:
						narrowed++
					}
				}
			}
		}
	}
	if widened < 20 || narrowed < 20 {
		t.Errorf("%d onlookers get in, %d described are kept out", widened, narrowed)
	}
}
