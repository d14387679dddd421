package relyingparty_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

const (
	ghIssuer = "token.actions.githubusercontent.com"
	ghServer = "github.example.com/_services/token"
)

func githubRole(claims string) string {
	return `{"role_type":"jwt","user_claim":"repository_id","bound_audiences":["aud"],"bound_issuer":"https://` + ghIssuer + `","bound_claims":{` + claims + `}}`
}

func githubGoogle(condition string) string {
	return googleProvider("https://"+ghIssuer, "aud", "assertion.repository_id", condition)
}

// unusualCases are documents that admit or refuse a token which platforms mint beyond
// the usual ones: none is equal to what is described.
func unusualCases() []proofCase {
	classic := func(f m) m {
		out := with(f)
		out["repositories"], out["subject_format"] = list("o/r"), "classic"
		return out
	}
	main := classic(m{"branches": list("main")})
	hcp := m{"organization": "o", "projects": list("p"), "workspaces": list("*"), "run_phases": list("*")}
	gitlabMain := m{"projects": list("g/p"), "branches": list("main")}
	const glSub = "project_path:g/p:ref_type:branch:ref:main"
	hcpPolicy := func(subs ...string) string {
		return awsPolicy("app.terraform.io", `{"StringEquals":{"ISS:aud":"aud"},"StringLike":{"ISS:sub":["`+strings.Join(subs, `","`)+`"]}}`)
	}
	return []proofCase{
		// GitHub
		{
			name: "merged pull request, Vault", why: "after a merge ref is the base branch, and the subject does not say which",
			platform: "github", filters: []m{classic(m{"branches": list("main"), "any_environment": true, "events": list("push", "pull_request")})}, backend: "vault",
			document: githubRole(`"repository":"o/r","ref":"refs/heads/main","event_name":["push","pull_request"]`),
			relation: "wider", wider: yes("merged pull request (classic)", "event_name", "pull_request", "ref", "refs/heads/main", "sub", "repo:o/r:pull_request"), narrower: no,
		},
		{
			name: "merged pull request, Google", why: "the same in a condition",
			platform: "github", filters: []m{classic(m{"branches": list("main"), "any_environment": true, "events": list("push", "pull_request")})}, backend: "google",
			document: githubGoogle("assertion.repository == 'o/r' && assertion.ref == 'refs/heads/main' && assertion.event_name in ['push', 'pull_request']"),
			relation: "wider", wider: yes("merged pull request (classic)", "event_name", "pull_request", "ref", "refs/heads/main", "sub", "repo:o/r:pull_request"), narrower: no,
		},
		{
			name: "merged pull request locked out", why: "who asks for refs/pull/ locks out what runs after a merge",
			platform: "github", filters: []m{classic(m{"pull_requests": true, "events": list("pull_request")})}, backend: "google",
			document: githubGoogle("assertion.sub == 'repo:o/r:pull_request' && assertion.event_name == 'pull_request' && assertion.ref.startsWith('refs/pull/')"),
			relation: "narrower", wider: no, narrower: yes("merged pull request (classic)", "ref", "~refs/heads/*", "event_name", "pull_request"), rests: list("gh-claims", "gh-custom", "gh-names"),
		},
		{
			name: "deployment of a bare commit, with environment", why: "its ref is empty, and its subject shows the environment alone",
			platform: "github", filters: []m{classic(m{"branches": list("*"), "tags": list("*"), "pull_requests": true, "environments": list("production")})}, backend: "aws",
			document: awsPolicy(ghIssuer, `{"StringEquals":{"ISS:aud":"aud","ISS:sub":"repo:o/r:environment:production"}}`),
			relation: "wider", wider: yes("commit environment (classic)", "ref", "", "environment", "production"), narrower: no,
		},
		{
			name: "deployment of a bare commit, Vault", why: "the event does not say whether the deployment has a ref",
			platform: "github", filters: []m{classic(m{"branches": list("*"), "tags": list("*"), "pull_requests": true, "environments": list("production")})}, backend: "vault",
			document: githubRole(`"repository":"o/r","environment":"production","event_name":["deployment"]`),
			relation: "overlapping", wider: yes("commit environment (classic)", "ref", "", "environment", "production"), narrower: yes("branch environment (classic)"),
		},
		{
			name: "deployment of a bare commit, without environment", why: "nobody has shown what its subject says: the fact is named",
			platform: "github", filters: []m{classic(m{"branches": list("*"), "tags": list("*")})}, backend: "google",
			document: githubGoogle("assertion.sub.startsWith('repo:o/r:ref:') && !assertion.ref.startsWith('refs/pull/')"),
			relation: "unknown", wider: unknown("gh-commit-sub", "commit (classic)", "ref", "", "sub", "repo:o/r:ref:"), narrower: no, rests: list("gh-claims", "gh-custom", "gh-names"),
		},
		{
			name: "job_workflow_ref on a server of one's own", why: "there it is missing outside of reusable workflows, so who asks for it locks jobs out",
			platform: "github", filters: []m{with(m{"issuer": "https://" + ghServer, "repositories": list("o/r"), "branches": list("main"), "minimum_version": "3.19"})}, backend: "google",
			document: googleProvider("https://"+ghServer, "aud", "assertion.repository_id", "assertion.sub == 'repo:o/r:ref:refs/heads/main' && has(assertion.job_workflow_ref)"),
			relation: "narrower", wider: no, narrower: yes("branch (classic)", "job_workflow_ref", "absent"), rests: list("gh-custom", "gh-names"),
		},
		{
			name: "job_workflow_ref of a file", why: "it is in every job's token of github.com: jobs of other files do not get in",
			platform: "github", filters: []m{main}, backend: "google",
			document: githubGoogle("assertion.sub == 'repo:o/r:ref:refs/heads/main' && assertion.job_workflow_ref == 'o/r/.github/workflows/a.yml@refs/heads/main'"),
			relation: "narrower", wider: no, narrower: yes("branch (classic)", "ref", "refs/heads/main"), rests: list("gh-custom", "gh-names"),
		},
		{
			name: "a custom property alone", why: "whoever has an organization gives the property to a repository",
			platform: "github", filters: []m{main}, backend: "vault", document: githubRole(`"repo_property_team":"payments","ref":"refs/heads/main"`),
			relation: "overlapping", wider: yes("branch (classic)", "repo_property_team", "payments"), narrower: yes("branch (classic)"),
		},
		{
			name: "a custom property in the subject", why: "a subject may show the property first, in whoever's organization",
			platform: "github", filters: []m{main}, backend: "aws",
			document: awsPolicy(ghIssuer, `{"StringEquals":{"ISS:aud":"aud"},"StringLike":{"ISS:sub":["repo:o/r:ref:refs/heads/main","repo_property_team:payments:*"]}}`),
			relation: "wider", wider: yes("branch (in another configuration)", "sub", "~repo_property_team:payments:*"), narrower: no,
		},
		// GitLab
		{
			name: "sign-on tokens", why: "a person's sign-on token has none of user_id, user_login and user_email, and no project",
			platform: "gitlab", filters: []m{gitlabMain}, backend: "google",
			document: googleProvider("https://gitlab.com", "aud", "assertion.sub", "assertion.sub == '"+glSub+"' || !has(assertion.user_id)"),
			relation: "wider", wider: yes("sign on", "user_login", "absent", "user_email", "absent"), narrower: no,
		},
		{
			name: "an access level that is null", why: "a user without a role has null there, which is no string",
			platform: "gitlab", filters: []m{gitlabMain}, backend: "google",
			document: googleProvider("https://gitlab.com", "aud", "assertion.project_id", "assertion.sub == '"+glSub+"' && (!has(assertion.user_access_level) || assertion.user_access_level != null)"),
			relation: "narrower", wider: no, narrower: yes("branch", "user_access_level", "<nil>"), rests: list("gl-fork", "gl-path"),
		},
		{
			name: "a commit id of 64 digits", why: "a project of the object format SHA-256 has them",
			platform: "gitlab", filters: []m{gitlabMain}, backend: "google",
			document: googleProvider("https://gitlab.com", "aud", "assertion.project_id", "assertion.sub == '"+glSub+"' && assertion.sha.matches('^[0-9a-f]{40}$')"),
			relation: "narrower", wider: no, narrower: yes("branch", "sha", strings.Repeat("a", 64)), rests: list("gl-fork", "gl-path"),
		},
		{
			name: "a fork's merge request by job_project_path", why: "the job runs in the parent, and the fork's project is in project_path",
			platform: "gitlab", filters: []m{gitlabMain}, backend: "google",
			document: googleProvider("https://gitlab.com", "aud", "assertion.project_id", "(assertion.project_path == 'g/p' || assertion.job_project_path == 'g/p') && assertion.ref == 'main' && assertion.ref_type == 'branch'"),
			relation: "wider", wider: yes("branch", "job_project_path", "g/p", "project_path", "~?*/?*"), narrower: no,
		},
		{
			name: "workloads", why: "nobody has shown the token of a workload, so the fact is named",
			platform: "gitlab", filters: []m{gitlabMain}, backend: "google",
			document: googleProvider("https://gitlab.com", "aud", "assertion.project_id", "assertion.project_path == 'g/p' && assertion.ref_type == 'branch' && assertion.ref_path in ['refs/heads/main', 'refs/workloads/1']"),
			relation: "unknown", wider: unknown("gl-workload", "workload", "ref_path", "refs/workloads/1"), narrower: no, rests: list("gl-claims", "gl-fork"),
		},
		{
			name: "workloads, accepted", why: "with the fact taken on the widening is certain",
			platform: "gitlab", filters: []m{gitlabMain}, backend: "google", accepted: list("gl-workload"),
			document: googleProvider("https://gitlab.com", "aud", "assertion.project_id", "assertion.project_path == 'g/p' && assertion.ref_type == 'branch' && assertion.ref_path in ['refs/heads/main', 'refs/workloads/1']"),
			relation: "wider", wider: yes("workload", "ref_path", "refs/workloads/1"), narrower: no,
		},
		{
			name: "an issuer with a slash at its end", why: "without the slash it is another issuer, which nothing is described of",
			platform: "gitlab", filters: []m{selfManagedAt("https://gitlab.example.com/", gitlabMain)}, backend: "vault",
			document: `{"role_type":"jwt","user_claim":"project_id","bound_audiences":["aud"],"bound_issuer":"https://gitlab.example.com","bound_claims":{"project_path":"g/p","ref_type":"branch","ref":"main"}}`,
			relation: "disjoint", wider: yes("any token"), narrower: yes("branch", "iss", "https://gitlab.example.com/"),
		},
		// CircleCI
		{
			name: "a repository on a host of one's own", why: "what such an origin looks like is not verified, so the fact is named",
			platform: "circleci", filters: []m{circleci(m{"branches": list("main"), "repositories": list("github.com/acme/web")})}, backend: "aws",
			document: cciPolicy(cciSub+anyUser+origin+"github.com/acme/web"+heads+"main", cciSub+anyUser+origin+"git.acme.example/acme/web"+heads+"main"),
			relation: "unknown", wider: unknown("cci-own-host", "own host branch (v2)", "own_host", "git.acme.example"), narrower: no, rests: list("cci-sub"),
		},
		{
			name: "a repository on a host of one's own, accepted", why: "with the fact taken on the widening is certain",
			platform: "circleci", filters: []m{circleci(m{"branches": list("main"), "repositories": list("github.com/acme/web")})}, backend: "aws", accepted: list("cci-own-host"),
			document: cciPolicy(cciSub+anyUser+origin+"github.com/acme/web"+heads+"main", cciSub+anyUser+origin+"git.acme.example/acme/web"+heads+"main"),
			relation: "wider", wider: yes("own host branch (v2)", "own_host", "git.acme.example", "own_path", "acme/web"), narrower: no,
		},
		{
			name: "the root issuer without the organization", why: "every organization's jobs may ask for the root issuer",
			platform: "circleci", filters: []m{circleci(m{"branches": list("main"), "repositories": list("github.com/acme/web"), "root_issuer": true})}, backend: "google", audience: "aud",
			document: googleProvider("https://oidc.circleci.com", "aud", "assertion['oidc.circleci.com/project-id']", "assertion['oidc.circleci.com/vcs-origin'] == 'github.com/acme/web' && assertion['oidc.circleci.com/vcs-ref'] == 'refs/heads/main'"),
			relation: "wider", wider: yes("github branch (v2)", "iss", "https://oidc.circleci.com"), narrower: no,
		},
		// HCP Terraform
		{
			name: "Hold Your Own Key", why: "an agent's token of the organization has the same issuer and begins alike",
			platform: "hcp_terraform", filters: []m{hcp}, backend: "aws",
			document: hcpPolicy("organization:o:project:p:workspace:*:run_phase:*", "organization:o:hyok_config:*"),
			relation: "wider", wider: yes("hyok", "sub", "~organization:o:hyok_config:?*"), narrower: no,
		},
		{
			name: "Stacks of the project", why: "a project's Stacks show the project, too",
			platform: "hcp_terraform", filters: []m{hcp}, backend: "aws", document: hcpPolicy("organization:o:project:p:*"),
			relation: "wider", wider: yes("stack", "project", "p", "terraform_run_id", "absent"), narrower: no,
		},
		// Semaphore
		{
			name: "a debug shell that is debugged", why: "its job_type is debug_job, as of a job's, and its ref is empty",
			platform: "semaphore", filters: []m{semaphore(m{"branches": list("main"), "repositories": list("web")})}, backend: "google",
			document: googleProvider("https://"+semIssuer, "https://"+semIssuer, "assertion.prj_id", "assertion.prj_id == '"+project+"' && assertion.repo == 'web' && assertion.job_type != 'project_debug_job' && assertion.ref in ['refs/heads/main', '']"),
			relation: "wider", wider: yes("project debug", "job_type", "debug_job", "ref", ""), narrower: no,
		},
	}
}

func selfManagedAt(url string, filters m) m {
	out := selfManaged(filters)
	out["url"] = url
	return out
}

// TestUnusualTokens holds the prover to what platforms mint beyond the usual tokens.
func TestUnusualTokens(t *testing.T) {
	for _, c := range unusualCases() {
		t.Run(c.name, c.hold)
	}
}

// TestMergedPullRequests: what is compiled keeps a merged pull request out where
// branches are described, and lets it in where pull requests are.
func TestMergedPullRequests(t *testing.T) {
	merged := proof.Claims{
		"iss": "https://" + ghIssuer, "aud": "aud", "sub": "repo:o/r:pull_request", "repository": "o/r", "repository_id": "2", "repository_owner": "o", "repository_owner_id": "1",
		"ref": "refs/heads/main", "ref_type": "branch", "event_name": "pull_request", "base_ref": "main", "head_ref": "feature",
		"job_workflow_ref": "o/r/.github/workflows/a.yml@refs/heads/main", "workflow_ref": "o/r/.github/workflows/a.yml@refs/heads/main",
	}
	for _, c := range []struct {
		why     string
		filters m
		want    proof.Answer
		refused []string // parties that cannot say it: nobody gets in
	}{
		{"branches say nothing of pull requests", m{"branches": list("main"), "any_environment": true, "events": list("push", "pull_request")}, proof.No, list("aws", "vault")},
		{"a merged pull request is one", m{"pull_requests": true, "events": list("pull_request")}, proof.Yes, list("aws")},
		{"also without events", m{"pull_requests": true}, proof.Yes, nil},
	} {
		f := github(c.filters)
		f["subject_format"] = "classic"
		jobs := describe(t, "github", f)
		for _, party := range list("aws", "vault", "google") {
			text, _, problems := stored(party, jobs, m{"audiences": list("aud")})
			if refused := slices.Contains(c.refused, party); refused || len(problems) > 0 {
				if refused != (len(problems) > 0) {
					t.Errorf("%s, %s: refused is %v: %s", c.why, party, !refused, problems.Text(""))
				}
				continue
			}
			doc, err := readBack(party, text)
			if err != nil {
				t.Fatal(err)
			}
			if d := doc.Admits(merged); d.Admitted != c.want {
				t.Errorf("%s, %s: admitted %v, %s: %s", c.why, party, d.Admitted, d.Reason(), text)
			}
		}
	}
}

// TestNoSuchJob: a description of nobody is an error that names the two filters
// which exclude each other, and says nothing against what is near it.
func TestNoSuchJob(t *testing.T) {
	repo := func(f m) m { out := with(f); out["repositories"] = list("o/r"); return out }
	for _, c := range []struct {
		why      string
		platform string
		filters  m
		want     []string // none: there are such jobs
	}{
		{"push runs on branches and tags", "github", repo(m{"pull_requests": true, "events": list("push")}), list("events", "pull_requests")},
		{"a pull request's event runs on no tag", "github", repo(m{"tags": list("v*"), "events": list("pull_request")}), list("events", "tags")},
		{"one report says that its subject says pull_request", "github", repo(m{"pull_requests": true, "events": list("pull_request_target")}), nil},
		{"a pattern may be pull_request", "github", repo(m{"pull_requests": true, "events": list("pull_*")}), nil},
		{"its ref is the base branch", "github", repo(m{"branches": list("main"), "events": list("pull_request_target")}), nil},
	} {
		_, problems := trust.Describe(c.platform, value.Of(c.filters))
		text := problems.Text("")
		if (len(c.want) > 0) != (len(problems) > 0) {
			t.Errorf("%s: got %q", c.why, text)
		}
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not in %s", c.why, want, text)
			}
		}
	}
}
