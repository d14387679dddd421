package relyingparty_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

type m = map[string]any

const (
	project = "936a5312-a3b8-4921-8b3f-2cec8baac574"
	org     = "01234567-89ab-4def-8123-4567890abcde"
	user    = "11111111-2222-4333-8444-555555555555"
)

// with is a description: the platform's least filters and the given ones.
func with(filters m) m {
	out := m{}
	for k, v := range filters {
		out[k] = v
	}
	return out
}

func semaphore(filters m) m {
	out := with(filters)
	out["organization"], out["project_ids"] = "acme", []string{project}
	return out
}

func circleci(filters m) m {
	out := with(filters)
	out["organization_id"], out["project_ids"] = org, []string{project}
	return out
}

func selfManaged(filters m) m {
	out := with(filters)
	out["url"], out["minimum_version"] = "https://gitlab.example.com", "18.3"
	return out
}

// github is a description with the ids of o/r.
func github(filters m) m {
	out := with(filters)
	out["repositories"], out["repository_ids"], out["owner_ids"] = list("o/r"), list("2"), list("1")
	return out
}

// ghes is a description of o/r on a GitHub Enterprise Server.
func ghes(filters m) m {
	out := m{"repositories": list("o/r")}
	maps.Copy(out, filters)
	out["issuer"] = "https://github.example.com/_services/token"
	return out
}

func hcp(filters m) m {
	out := with(filters)
	out["organization"], out["run_phases"] = "o", list("apply")
	return out
}

func list(s ...string) []string { return s }

// describe makes jobs of one or more descriptions of a platform.
func describe(t *testing.T, platform string, filters ...m) trust.Jobs {
	t.Helper()
	var out trust.Jobs
	for _, f := range filters {
		d, problems := trust.Describe(platform, value.Of(f))
		if len(problems) > 0 {
			t.Fatalf("describe: %s", problems.Text(""))
		}
		out = append(out, d.Jobs...)
	}
	return out
}

// compile runs a back end and returns its document as one text.
func compile(backend string, jobs trust.Jobs, options m) (document string, report relyingparty.Report, problems problem.List) {
	o := with(options)
	var doc any
	switch backend {
	case "aws":
		o["account_id"] = "123456789012"
		p, faults := aws.TrustPolicy(jobs, value.Of(o))
		return p.JSON, p.Report, faults
	case "google":
		o["project_number"], o["pool_id"], o["provider_id"] = "123456789", "ci-pool", "ci-provider"
		p, faults := google.WorkloadIdentity(map[string]google.Grant{"deploy": {Jobs: jobs}}, value.Of(o))
		doc, report, problems = p, p.Report, faults
	case "vault":
		r, faults := vault.JWTRole(jobs, value.Of(o))
		doc, report, problems = r, r.Report, faults
	case "azure":
		c, faults := azure.FederatedCredentials(jobs, value.Of(o))
		doc, report, problems = c, c.Report, faults
	}
	raw, _ := json.Marshal(doc)
	return string(raw), report, problems
}

// A row of the table of what cannot be said exactly.
type row struct {
	row      string // the table's words
	platform string
	filters  []m
	backend  string
	options  m
	code     problem.Code // "" when a document is made
	says     string       // in the error, or in the warnings of a document
	holds    string       // in the document
}

// TestContract is the table of what no document can say exactly, and the answer
// to each: an error with its code and way out, or the document once the way out
// is taken.
func TestContract(t *testing.T) {
	gl := m{"audiences": list("https://aud.example")}
	main := m{"branches": list("main")}
	web := m{"branches": list("main"), "repositories": list("github.com/acme/web")}
	rows := []row{
		{"Semaphore × AWS: organization_id", "semaphore", []m{semaphore(m{"branches": list("main"), "organization_id": org})}, "aws", nil, problem.Unenforced, `accept_unenforced = ["organization_id"]`, ""},
		{"Semaphore × AWS: organization_id, accepted", "semaphore", []m{semaphore(m{"branches": list("main"), "organization_id": org})}, "aws", m{"accept_unenforced": list("organization_id")}, "", "CW304", "refs/heads/main"},
		{"Semaphore × AWS: debug_sessions = false", "semaphore", []m{semaphore(m{"branches": list("main"), "debug_sessions": false})}, "aws", nil, problem.Unenforced, "debug_sessions", ""},
		{"Semaphore × AWS: debug_sessions = false, accepted", "semaphore", []m{semaphore(m{"branches": list("main"), "debug_sessions": false})}, "aws", m{"accept_unenforced": list("debug_sessions")}, "", "CW304", "refs/heads/main"},
		{"Semaphore × AWS: ref glob, generic_git = true", "semaphore", []m{semaphore(m{"branches": list("release-*"), "generic_git": true})}, "aws", nil, problem.Inexpressible, "generic_git", ""},
		{"Semaphore × AWS: ref glob, generic_git = true, repository listed: right, since no name holds the slash of refs/heads/", "semaphore", []m{semaphore(m{"branches": list("release-*"), "repositories": list("web"), "generic_git": true})}, "aws", nil, "", "", ":repo:web:ref_type:branch:ref:refs/heads/release-*"},
		{"Semaphore × AWS: ref glob without generic_git is an assumption", "semaphore", []m{semaphore(m{"branches": list("release-*")})}, "aws", nil, "", "CW305", "refs/heads/release-*"},
		{"Semaphore × AWS: exact refs are fine either way", "semaphore", []m{semaphore(m{"branches": list("main"), "generic_git": true})}, "aws", nil, "", "", "repo:*:ref_type:branch:ref:refs/heads/main"},
		{"Semaphore × AWS: organization sends AWS tags", "semaphore", []m{semaphore(main)}, "aws", nil, "", "session_tags", "AssumeRoleWithWebIdentity"},
		{"Semaphore × AWS: session_tags", "semaphore", []m{semaphore(main)}, "aws", m{"session_tags": true}, "", "", "sts:TagSession"},
		{"Semaphore × Azure: repositories open", "semaphore", []m{semaphore(main)}, "azure", nil, problem.AddFilter, "Add the filter repositories", ""},
		{"Semaphore × Azure: pull requests", "semaphore", []m{semaphore(m{"pull_requests": true, "repositories": list("web")})}, "azure", nil, problem.Inexpressible, "new each time", ""},
		{"Semaphore × Azure: any glob", "semaphore", []m{semaphore(m{"branches": list("v*"), "repositories": list("web")})}, "azure", nil, problem.Inexpressible, "List the values of branches", ""},
		{"Semaphore × Azure: debug_sessions = false", "semaphore", []m{semaphore(m{"branches": list("main"), "repositories": list("web"), "debug_sessions": false})}, "azure", nil, problem.Unenforced, "debug_sessions", ""},
		{"Semaphore × Azure: exact", "semaphore", []m{semaphore(m{"branches": list("main"), "repositories": list("web")})}, "azure", nil, "", "", "repo:web:ref_type:branch:ref:refs/heads/main"},
		{"CircleCI × AWS V2: branch exact, repositories open", "circleci", []m{circleci(main)}, "aws", nil, problem.Inexpressible, "filter repositories", ""},
		{"CircleCI × AWS V2: branch glob, repositories open", "circleci", []m{circleci(m{"branches": list("v*")})}, "aws", nil, problem.Inexpressible, "filter repositories", ""},
		{"CircleCI × AWS V2: branch exact, repositories glob", "circleci", []m{circleci(m{"branches": list("main"), "repositories": list("github.com/acme/*")})}, "aws", nil, problem.Inexpressible, "filter repositories", ""},
		{"CircleCI × AWS V2: branches [*] but not tags, origin glob", "circleci", []m{circleci(m{"branches": list("*"), "repositories": list("github.com/acme/*")})}, "aws", nil, problem.Inexpressible, "a tag of a repository on GitHub", ""},
		{"CircleCI × AWS V2: repositories listed", "circleci", []m{circleci(m{"branches": list("main", "v*"), "repositories": list("github.com/acme/web")})}, "aws", nil, "", "", "/user/????????????????????????????????????/vcs-origin/github.com/acme/web/vcs-ref/refs/heads/v*"},
		{"CircleCI × AWS V2: branch glob on a GitLab-hosted origin", "circleci", []m{circleci(m{"branches": list("v*"), "repositories": list("gitlab.com/g/p")})}, "aws", nil, problem.Inexpressible, "subgroup", ""},
		{"CircleCI × AWS V2: exact branch on a GitLab-hosted origin", "circleci", []m{circleci(m{"branches": list("main"), "repositories": list("gitlab.com/g/p")})}, "aws", nil, "", "", "gitlab.com/g/p/vcs-ref/refs/heads/main"},
		{"CircleCI × AWS V2: context_ids", "circleci", []m{circleci(m{"branches": list("main"), "repositories": list("github.com/acme/web"), "context_ids": list(user)})}, "aws", nil, problem.Unenforced, "context_ids", ""},
		{"CircleCI × AWS V2: context_ids, accepted", "circleci", []m{circleci(m{"branches": list("main"), "repositories": list("github.com/acme/web"), "context_ids": list(user)})}, "aws", m{"accept_unenforced": list("context_ids")}, "", "CW304", "refs/heads/main"},
		{"CircleCI × AWS V2: ssh_rerun = false", "circleci", []m{circleci(m{"branches": list("main"), "repositories": list("github.com/acme/web"), "ssh_rerun": false})}, "aws", nil, problem.Unenforced, "ssh_rerun", ""},
		{"CircleCI × AWS V2: tags", "circleci", []m{circleci(m{"tags": list("v1"), "repositories": list("github.com/acme/web")})}, "aws", nil, problem.Unverified, "cci-tag", ""},
		{"CircleCI × AWS V2: Bitbucket origin", "circleci", []m{circleci(m{"branches": list("main"), "repositories": list("bitbucket.org/team/web")})}, "aws", nil, problem.Unverified, "cci-bitbucket", ""},
		{"CircleCI × AWS V2: Server claim prefix", "circleci", []m{circleci(m{"branches": list("main"), "host": "circleci.example.com", "repositories": list("github.com/acme/web")})}, "aws", nil, problem.Unverified, "cci-server", ""},
		{"CircleCI × AWS V1: branches and repositories", "circleci", []m{circleci(m{"token_version": "v1", "branches": list("main"), "repositories": list("github.com/acme/web")})}, "aws", nil, problem.Unenforced, `accept_unenforced = ["branches"]`, ""},
		{"CircleCI × AWS V1: branches and repositories, accepted", "circleci", []m{circleci(m{"token_version": "v1", "branches": list("main"), "repositories": list("github.com/acme/web")})}, "aws", m{"accept_unenforced": list("branches", "repositories")}, "", "Upper bound: wider than described by branches, repositories", `/user/????????????????????????????????????"`},
		{"CircleCI × AWS V1: any branch, accepted", "circleci", []m{circleci(m{"token_version": "v1", "branches": list("*")})}, "aws", m{"accept_unenforced": list("branches")}, "", "Upper bound", `/user/????????????????????????????????????"`},
		{"CircleCI × AWS V1: neither", "circleci", []m{circleci(m{"token_version": "v1"})}, "aws", nil, "", "", `/user/????????????????????????????????????"`},
		{"CircleCI × Vault: ssh_rerun = false", "circleci", []m{circleci(m{"branches": list("main"), "ssh_rerun": false})}, "vault", nil, problem.Inexpressible, "role_json", ""},
		{"CircleCI × Vault: ssh_rerun = false, role_json only", "circleci", []m{circleci(m{"branches": list("main"), "ssh_rerun": false})}, "vault", m{"role_json_only": true}, "", "", `\"oidc.circleci.com/ssh-rerun\":[false]`},
		{"CircleCI × Vault: ssh_rerun = false never in a glob role", "circleci", []m{circleci(m{"branches": list("v*"), "ssh_rerun": false})}, "vault", m{"role_json_only": true}, problem.Split, "never matches a bool", ""},
		{"CircleCI × Vault: union over repositories and refs", "circleci", []m{circleci(web), circleci(m{"branches": list("dev"), "repositories": list("github.com/acme/api")})}, "vault", nil, problem.Split, "list user_ids", ""},
		{"CircleCI × Vault: union over repositories and refs, users listed", "circleci", []m{circleci(m{"branches": list("main"), "repositories": list("github.com/acme/web"), "user_ids": list(user)}), circleci(m{"branches": list("dev"), "repositories": list("github.com/acme/api"), "user_ids": list(user)})}, "vault", nil, "", "", "github.com/acme/api/vcs-ref/refs/heads/dev,org/"},
		{"CircleCI × AWS V2: every job of a project", "circleci", []m{circleci(m{"branches": list("*"), "tags": list("*"), "webhooks": true})}, "aws", nil, "", "", `"org/` + org + `/project/` + project + `/*"`},
		{"CircleCI × Google: any branch of one repository", "circleci", []m{circleci(m{"branches": list("*"), "repositories": list("github.com/acme/web")})}, "google", nil, "", "", `assertion['oidc.circleci.com/vcs-ref'].startsWith('refs/heads/')`},
		{"CircleCI × Vault: any branch of one repository", "circleci", []m{circleci(m{"branches": list("*"), "repositories": list("github.com/acme/web")})}, "vault", nil, "", "", `"oidc.circleci.com/vcs-ref":"refs/heads/*"`},
		{"CircleCI × Google: every job of the organization, not its audit log", "circleci", []m{{"organization_id": org, "project_ids": list("*"), "token_version": "v1"}}, "google", nil, "", "", `"AttributeCondition":"'oidc.circleci.com/project-id' in assertion"`},
		{"CircleCI × Azure: user open", "circleci", []m{circleci(web)}, "azure", nil, problem.AddFilter, "Add the filter user_ids", ""},
		{"CircleCI × Azure: user listed", "circleci", []m{circleci(m{"branches": list("main"), "repositories": list("github.com/acme/web"), "user_ids": list(user)})}, "azure", nil, "", "CW306", "/user/" + user + "/vcs-origin/github.com/acme/web"},
		{"GitLab × AWS: environments", "gitlab", []m{{"projects": list("g/p"), "branches": list("main"), "environments": list("prod")}}, "aws", gl, problem.Unenforced, "environments", ""},
		{"GitLab × AWS: environments, accepted", "gitlab", []m{{"projects": list("g/p"), "branches": list("main"), "environments": list("prod")}}, "aws", m{"audiences": list("a"), "accept_unenforced": list("environments")}, "", "CW304", "ref:main"},
		{"GitLab × AWS, self-managed: project_ids", "gitlab", []m{selfManaged(m{"project_ids": list("1"), "branches": list("main")})}, "aws", gl, problem.Unenforced, "project_ids", ""},
		{"GitLab × AWS, self-managed: project_ids in the subject", "gitlab", []m{selfManaged(m{"project_ids": list("1"), "branches": list("main"), "subject_components": list("project_id", "ref_type", "ref")})}, "aws", gl, "", "", "project_id:1:ref_type:branch:ref:main"},
		{"GitLab × AWS, self-managed: namespace_ids", "gitlab", []m{selfManaged(m{"projects": list("g/p"), "namespace_ids": list("1"), "branches": list("main")})}, "aws", gl, problem.Unenforced, "namespace_ids", ""},
		{"GitLab × AWS, self-managed: pipeline_sources", "gitlab", []m{selfManaged(m{"projects": list("g/p"), "pipeline_sources": list("push"), "branches": list("main")})}, "aws", gl, problem.Unenforced, "pipeline_sources", ""},
		{"GitLab × AWS, self-managed: ref_protected", "gitlab", []m{selfManaged(m{"projects": list("g/p"), "ref_protected": true, "branches": list("main")})}, "aws", gl, problem.Unenforced, "ref_protected", ""},
		{"GitLab × AWS, self-managed: ref_protected in the subject", "gitlab", []m{selfManaged(m{"projects": list("g/p"), "ref_protected": true, "branches": list("main"), "subject_components": list("project_path", "ref_type", "ref", "ref_protected")})}, "aws", gl, "", "", "ref:main:ref_protected:true"},
		{"GitLab × AWS, gitlab.com: keys that AWS populates", "gitlab", []m{{"project_ids": list("1"), "namespace_ids": list("2"), "pipeline_sources": list("push"), "ref_protected": true, "branches": list("main")}}, "aws", gl, "", "", `"gitlab.com:namespace_id":"2"`},
		{"GitLab × AWS, gitlab.com in another partition: keys are not known there", "gitlab", []m{{"project_ids": list("1"), "branches": list("main")}}, "aws", m{"audiences": list("a"), "partition": "aws-cn"}, problem.Unenforced, "project_ids", ""},
		{"GitLab × any: no merge requests, by pipeline_sources", "gitlab", []m{{"projects": list("g/p"), "pipeline_sources": list("push"), "branches": list("main")}}, "vault", gl, "", "", `"pipeline_source":"push"`},
		{"self-managed GitLab before 18.2.2", "gitlab", []m{{"url": "https://gitlab.example.com", "projects": list("g/p"), "branches": list("main")}}, "aws", gl, problem.Inexpressible, "minimum_version", ""},
		{"self-managed GitLab before 18.2.2, pushes only", "gitlab", []m{{"url": "https://gitlab.example.com", "projects": list("g/p"), "branches": list("main"), "pipeline_sources": list("push")}}, "google", nil, "", "", "assertion.pipeline_source == 'push'"},
		{"GitLab × Azure flexible: several ids", "gitlab", []m{{"projects": list("g/p"), "project_ids": list("1", "2"), "branches": list("main")}}, "azure", m{"flexible": true}, problem.Split, "project_id", ""},
		{"GitLab × Azure flexible: a pattern rests on matches", "gitlab", []m{{"projects": list("g/p"), "project_ids": list("1"), "branches": list("v*")}}, "azure", m{"flexible": true}, problem.Unverified, "matches", ""},
		{"GitLab × Azure flexible: quotes", "gitlab", []m{{"projects": list("g/p"), "project_ids": list("1"), "branches": list("it's")}}, "azure", m{"flexible": true}, problem.Unverified, "quote", ""},
		{"GitLab × Azure flexible: host rules", "gitlab", []m{{"url": "https://gitlab.example.org", "minimum_version": "18.3", "projects": list("g/p"), "project_ids": list("1"), "branches": list("main")}}, "azure", m{"flexible": true}, problem.Inexpressible, "Entra takes no flexible credential for the issuer", ""},
		{"GitLab × Azure flexible: the path alone", "gitlab", []m{{"projects": list("g/p"), "branches": list("main")}}, "azure", m{"flexible": true}, problem.AddFilter, "project_ids", ""},
		{"GitLab × Azure flexible: path and id", "gitlab", []m{{"projects": list("g/p"), "project_ids": list("1"), "branches": list("main")}}, "azure", m{"flexible": true}, "", "", "claims['sub'] eq 'project_path:g/p:ref_type:branch:ref:main' and claims['project_id'] eq '1'"},
		{"GitLab × AWS, no ref in the subject: branches alone", "gitlab", []m{{"projects": list("g/p"), "branches": list("*"), "subject_components": list("project_path")}}, "aws", gl, problem.Unenforced, "a pipeline of a tag", ""},
		{"GitLab × AWS, no ref in the subject: branches alone, accepted", "gitlab", []m{{"projects": list("g/p"), "branches": list("*"), "subject_components": list("project_path")}}, "aws", m{"audiences": list("a"), "accept_unenforced": list("branches")}, "", "Upper bound: wider than described by branches", `"gitlab.com:sub":"project_path:g/p"`},
		{"GitLab × AWS, no ref in the subject: all refs", "gitlab", []m{{"projects": list("g/p"), "branches": list("*"), "tags": list("*"), "subject_components": list("project_path")}}, "aws", gl, "", "", `"gitlab.com:sub":"project_path:g/p"`},
		{"GitHub × AWS: by name, both formats", "github", []m{{"repositories": list("o/r"), "branches": list("main")}}, "aws", gl, "", "CW303", `"token.actions.githubusercontent.com:sub":"repo:o@*/r@*:ref:refs/heads/main"`},
		{"GitHub × AWS: by name and ids, one statement", "github", []m{github(m{"branches": list("main")})}, "aws", gl, "", "", `"token.actions.githubusercontent.com:sub":["repo:o/r:ref:refs/heads/main","repo:o@1/r@2:ref:refs/heads/main"]`},
		{"GitHub × AWS: immutable", "github", []m{github(m{"branches": list("main"), "subject_format": "immutable"})}, "aws", gl, "", "", `"token.actions.githubusercontent.com:sub":"repo:o@1/r@2:ref:refs/heads/main"`},
		{"GitHub × AWS: a whole owner, immutable", "github", []m{{"repositories": list("o/*"), "owner_ids": list("1"), "branches": list("main"), "subject_format": "immutable"}}, "aws", gl, "", "", `"repo:o@1/*@*:ref:refs/heads/main"`},
		{"GitHub × AWS: ids alone", "github", []m{{"repository_ids": list("2"), "branches": list("main")}}, "aws", gl, "", "", `"token.actions.githubusercontent.com:repository_id":"2"`},
		{"GitHub × AWS in another partition: ids", "github", []m{github(m{"branches": list("main")})}, "aws", m{"audiences": list("a"), "partition": "aws-cn"}, problem.Unenforced, "repository_ids", ""},
		{"GitHub × AWS: pull requests by name, which an environment may be called", "github", []m{{"repositories": list("o/r"), "pull_requests": true}}, "aws", gl, problem.Inexpressible, "Give repository_ids and owner_ids too", ""},
		{"GitHub × AWS: pull requests", "github", []m{github(m{"pull_requests": true})}, "aws", gl, "", "", `"repo:o@1/r@2:pull_request"`},
		{"GitHub × AWS: an environment with a colon", "github", []m{github(m{"environments": list("Production:V1")})}, "aws", gl, "", "", `"repo:o/r:environment:Production%3AV1"`},
		{"GitHub × AWS: an environment with a space", "github", []m{github(m{"environments": list("my env")})}, "aws", gl, problem.Unverified, "gh-escape-other", ""},
		{"GitHub × AWS: an environment with a space, taken on", "github", []m{github(m{"environments": list("my env")})}, "aws", m{"audiences": list("a"), "accept_unverified": list("gh-escape-other")}, "", "gh-escape-other", `"repo:o/r:environment:my env"`},
		{"GitHub × AWS: a branch with a percent sign", "github", []m{github(m{"branches": list("a%b")})}, "aws", gl, problem.Unverified, "gh-escape-other", ""},
		{"GitHub × AWS: an environment of one branch", "github", []m{github(m{"environments": list("prod*"), "branches": list("main")})}, "aws", gl, "", "", `"token.actions.githubusercontent.com:ref":"refs/heads/main"`},
		{"GitHub × AWS: with any environment", "github", []m{github(m{"any_environment": true, "branches": list("main")})}, "aws", gl, "", "", `"repo:o/r:environment:*"`},
		{"GitHub × AWS: events", "github", []m{github(m{"branches": list("main"), "events": list("push")})}, "aws", gl, problem.Unenforced, "events", ""},
		{"GitHub × AWS: reusable workflow", "github", []m{github(m{"branches": list("main"), "job_workflow_refs": list("o/a/.github/workflows/x.yml@refs/heads/main")})}, "aws", gl, "", "", `"token.actions.githubusercontent.com:job_workflow_ref":"o/a/.github/workflows/x.yml@refs/heads/main"`},
		{"GitHub × AWS: a subject of the reusable workflow alone", "github", []m{{"repositories": list("o/*"), "any_environment": true, "branches": list("*"), "tags": list("*"), "pull_requests": true, "subject_components": list("job_workflow_ref"), "job_workflow_refs": list("o/a/.github/workflows/x.yml@refs/heads/main")}}, "aws", gl, "", "", `"token.actions.githubusercontent.com:repository":"o/*"`},
		{"GitHub × AWS: ids in the subject", "github", []m{github(m{"branches": list("main"), "subject_components": list("repository_owner_id", "repository_id", "context")})}, "aws", gl, "", "", `"repository_owner_id:1:repository_id:2:ref:refs/heads/main"`},
		{"GitHub × AWS: anybody's repository of that name", "github", []m{{"repositories": list("*/r"), "branches": list("main")}}, "aws", gl, problem.Inexpressible, "signs for strangers too", ""},
		{"GitHub × AWS: owners that begin so", "github", []m{{"repositories": list("o*"), "branches": list("main")}}, "aws", gl, problem.Inexpressible, "signs for strangers too", ""},
		{"GitHub × AWS, Enterprise Server: no claims", "github", []m{ghes(m{"branches": list("main"), "repository_ids": list("2")})}, "aws", gl, problem.Unenforced, "repository_ids", ""},
		{"GitHub × AWS, Enterprise Server", "github", []m{ghes(m{"branches": list("main", "v*")})}, "aws", gl, "", "", `"github.example.com/_services/token:sub":["repo:o/r:ref:refs/heads/main","repo:o/r:ref:refs/heads/v*"]`},
		{"GitHub × AWS, Enterprise Server: a pattern inside a repository's name, which another's subject may be made to fit", "github", []m{ghes(m{"branches": list("main"), "repositories": list("o/*-web")})}, "aws", gl, problem.Inexpressible, "order their subjects as they like", ""},
		{"GitHub × AWS, Enterprise Server before 3.19: a pattern of environments", "github", []m{ghes(m{"environments": list("prod*")})}, "aws", gl, problem.Inexpressible, "minimum_version", ""},
		{"GitHub × AWS, Enterprise Server 3.19: a pattern of environments", "github", []m{ghes(m{"environments": list("prod*"), "minimum_version": "3.19"})}, "aws", gl, "", "", `"repo:o/r:environment:prod*"`},
		{"GitHub × AWS, an enterprise's issuer: keys that AWS populates", "github", []m{github(m{"issuer": "https://token.actions.githubusercontent.com/ent", "branches": list("main")})}, "aws", gl, "", "", `"token.actions.githubusercontent.com/ent:repository_id":"2"`},
		{"GitHub × Google: the subject keeps environments out", "github", []m{github(m{"branches": list("main")})}, "google", nil, "", "", `assertion.sub in ['repo:o/r:ref:refs/heads/main', 'repo:o@1/r@2:ref:refs/heads/main']`},
		{"GitHub × Google: events", "github", []m{github(m{"branches": list("main"), "events": list("push")})}, "google", nil, "", "", `assertion.event_name == 'push'`},
		{"GitHub × Vault: both formats", "github", []m{github(m{"branches": list("main")})}, "vault", gl, "", "", `repo:o@1/r@2:ref:refs/heads/main`},
		{"GitHub × Azure: by name, both formats", "github", []m{{"repositories": list("o/r"), "branches": list("main")}}, "azure", nil, problem.AddFilter, "with subject_format", ""},
		{"GitHub × Azure: with ids, both formats", "github", []m{github(m{"branches": list("main")})}, "azure", nil, problem.Unenforced, "with subject_format", ""},
		{"GitHub × Azure: classic", "github", []m{{"repositories": list("o/r"), "branches": list("main"), "subject_format": "classic"}}, "azure", nil, "", "", "repo:o/r:ref:refs/heads/main"},
		{"GitHub × Azure: immutable", "github", []m{github(m{"environments": list("prod"), "subject_format": "immutable"})}, "azure", nil, "", "", "repo:o@1/r@2:environment:prod"},
		{"HCP Terraform × AWS: ids", "hcp_terraform", []m{hcp(m{"workspace_ids": list("ws-1")})}, "aws", gl, problem.Unenforced, "workspace_ids", ""},
		{"HCP Terraform × AWS: any project", "hcp_terraform", []m{hcp(m{"workspaces": list("web-*")})}, "aws", gl, "", "", `"organization:o:project:*:workspace:web-*:run_phase:apply"`},
		{"HCP Terraform × AWS: any phase, which a Stack's name may hold", "hcp_terraform", []m{{"organization": "o", "workspaces": list("web"), "run_phases": list("*")}}, "aws", gl, problem.Inexpressible, "Write run_phases out", ""},
		{"HCP Terraform × Google: ids", "hcp_terraform", []m{hcp(m{"organization_id": "org-a", "workspace_ids": list("ws-1")})}, "google", nil, "", "", `assertion.terraform_workspace_id == 'ws-1'`},
		{"HCP Terraform × Vault: names", "hcp_terraform", []m{hcp(m{"workspaces": list("web")})}, "vault", gl, "", "", `\"terraform_workspace_name\":[\"web\"]`},
		{"HCP Terraform × Azure: exact", "hcp_terraform", []m{hcp(m{"projects": list("Default Project"), "workspaces": list("web")})}, "azure", nil, "", "", "organization:o:project:Default Project:workspace:web:run_phase:apply"},
		{"HCP Terraform × Azure: project open", "hcp_terraform", []m{hcp(m{"workspaces": list("web")})}, "azure", nil, problem.AddFilter, "Add the filter projects", ""},
		{"HCP Terraform × any: module tests", "hcp_terraform", []m{{"organization": "o", "modules": list("vpc"), "module_tests": true}}, "aws", gl, "", "", `"organization:o:module:vpc:operation:test_run"`},
		{"HCP Terraform × any: any module is no workspace", "hcp_terraform", []m{{"organization": "o", "modules": list("*"), "module_tests": true, "run_phases": list("*")}}, "aws", gl, "", "", `"organization:o:module:*:operation:test_run"`},
		{"HCP Terraform × any: Stacks", "hcp_terraform", []m{{"organization": "o", "stacks": list("s"), "stack_operations": list("apply")}}, "google", nil, "", "", `has(assertion.terraform_operation) && assertion.terraform_operation == 'apply'`},
		{"Terraform Enterprise × AWS", "hcp_terraform", []m{hcp(m{"url": "https://tfe.example.com", "workspaces": list("web")})}, "aws", gl, "", "", `"tfe.example.com:sub":"organization:o:project:*:workspace:web:run_phase:apply"`},
		{"any × Vault: union that is no box", "circleci", []m{circleci(web), circleci(m{"branches": list("dev"), "repositories": list("github.com/acme/api")})}, "vault", nil, problem.Split, "Make 2 roles", ""},
		{"any × Vault: a value with a comma beside siblings", "semaphore", []m{semaphore(m{"branches": list("a,b", "c")})}, "vault", nil, problem.Inexpressible, "role_json", ""},
		{"any × Vault: a value with a comma alone", "semaphore", []m{semaphore(m{"branches": list("a,b")})}, "vault", nil, "", "", `"DisableParsing":true`},
		{"any × Vault: outer spaces", "gitlab", []m{{"projects": list("g/p"), "branches": list("main"), "environments": list(" prod")}}, "vault", gl, problem.Inexpressible, "role_json", ""},
		{"any × AWS: a literal beyond U+00FF", "semaphore", []m{semaphore(m{"branches": list("ветка")})}, "aws", nil, problem.BadCharacter, "U+00FF", ""},
		{"any × AWS: a literal with a bare $, which AWS does not document", "semaphore", []m{semaphore(m{"branches": list("a$b")})}, "aws", nil, problem.BadCharacter, "begins no policy variable", ""},
		{"any × AWS: a literal with ${", "semaphore", []m{semaphore(m{"branches": list("a${aws}b")})}, "aws", nil, problem.BadCharacter, "policy variable", ""},
		{"any × AWS: more than 8,192 characters", "semaphore", []m{semaphore(m{"branches": many(300)})}, "aws", nil, problem.TooLong, "Split the jobs over 4 roles", ""},
		{"any × Google: google.subject stays short, whatever the ref", "semaphore", []m{semaphore(m{"branches": list(strings.Repeat("x", 200))})}, "google", nil, "", "", `"google.subject":"assertion.prj_id"`},
	}
	for _, r := range rows {
		t.Run(strings.ReplaceAll(r.row, "/", "∕"), func(t *testing.T) {
			doc, report, problems := compile(r.backend, describe(t, r.platform, r.filters...), r.options)
			if r.code == "" {
				if len(problems) > 0 {
					t.Fatalf("got an error:\n%s", problems.Text(""))
				}
				if !strings.Contains(strings.ReplaceAll(doc, `\u0026`, "&"), r.holds) {
					t.Errorf("the document lacks %q:\n%s", r.holds, doc)
				}
				if said := report.Summary + strings.Join(report.Warnings, "\n"); !strings.Contains(said, r.says) {
					t.Errorf("summary and warnings lack %q:\n%s", r.says, said)
				}
				return
			}
			if len(problems) == 0 {
				t.Fatalf("got a document where %s is wanted:\n%s", r.code, doc)
			}
			text := problems.Text("")
			if !strings.Contains(text, string(r.code)) || !strings.Contains(text, r.says) {
				t.Errorf("got\n%s\nwant %s with %q", text, r.code, r.says)
			}
		})
	}
}

func many(n int) []string {
	var out []string
	for i := range n {
		out = append(out, "branch-"+strings.Repeat("x", i%7)+string(rune('a'+i%26))+string(rune('a'+i/26)))
	}
	return out
}

// TestMixedAudiences: in one policy GitLab's jobs take the given audience and
// CircleCI's keep their own; given to CircleCI alone it is an error, since its
// tokens would not carry it.
func TestMixedAudiences(t *testing.T) {
	web := circleci(m{"branches": list("main"), "repositories": list("github.com/acme/web")})
	jobs := append(describe(t, "gitlab", m{"projects": list("g/p"), "branches": list("main")}), describe(t, "circleci", web)...)
	doc, _, problems := compile("aws", jobs, m{"audiences": list("sts.amazonaws.com")})
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	for _, want := range []string{`"gitlab.com:aud":"sts.amazonaws.com"`, `"oidc.circleci.com/org/` + org + `:aud":"` + org + `"`} {
		if !strings.Contains(doc, want) {
			t.Errorf("no %s in\n%s", want, doc)
		}
	}
	if _, _, problems := compile("aws", describe(t, "circleci", web), m{"audiences": list("sts.amazonaws.com")}); !strings.Contains(problems.Text(""), "with the filter audiences") {
		t.Errorf("got %s", problems.Text(""))
	}
}
