package agree

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/world"
)

// A vector is a token written by hand from the vendors' documentation, so that
// not every token comes out of the engine's own templates.
type vector struct {
	of     string // name of the case
	what   string
	claims map[string]any
	want   world.Verdict
}

const (
	semIssuer = "https://my-org.semaphoreci.com"
	semSub    = "org:my-org:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:web:ref_type:"
	cciOrg    = "01234567-89ab-4def-8123-4567890abcde"
	cciIssuer = "https://oidc.circleci.com/org/" + cciOrg
	cciSub    = "org/" + cciOrg + "/project/76543210-ba98-4edc-8210-edcba0987654/user/11111111-2222-4333-8444-555555555555"
	cci       = "oidc.circleci.com/"
)

// and adds claims; nil takes one away.
func and(claims, more map[string]any) map[string]any {
	out := maps.Clone(claims)
	for k, v := range more {
		if v == nil {
			delete(out, k)
		} else {
			out[k] = v
		}
	}
	return out
}

func vectors() []vector {
	sem := map[string]any{
		"iss": semIssuer, "aud": semIssuer, "sub": semSub + "branch:ref:refs/heads/main", "org": "my-org", "org_id": "00000000-1111-4222-8333-444444444444",
		"prj": "web", "prj_id": "936a5312-a3b8-4921-8b3f-2cec8baac574", "repo": "web", "repo_slug": "my-org/web", "branch": "main", "pr": "", "pr_branch": "", "tag": "", "actor": "",
		"ref": "refs/heads/main", "ref_type": "branch", "job_type": "pipeline_job", "trg": "h:f-i:t",
	}
	cciJob := func(origin, ref string) map[string]any {
		return map[string]any{
			"iss": cciIssuer, "aud": cciOrg, "sub": cciSub + "/vcs-origin/" + origin + "/vcs-ref/" + ref,
			cci + "org-id": cciOrg, cci + "project-id": "76543210-ba98-4edc-8210-edcba0987654", cci + "context-ids": []any{}, cci + "ssh-rerun": false, cci + "vcs-origin": origin, cci + "vcs-ref": ref,
		}
	}
	gl := func(path, kind string) map[string]any {
		return map[string]any{
			"iss": "https://gitlab.com", "aud": "https://deploy.example.com", "sub": fmt.Sprintf("project_path:%s:ref_type:%s:ref:main", path, kind),
			"project_path": path, "project_id": "57382910", "namespace_path": "my-group", "namespace_id": "72", "ref": "main", "ref_type": kind, "ref_protected": "true",
			"pipeline_source": "push", "user_id": "42", "user_login": "alice", "runner_id": 7,
		}
	}
	const (
		semCase  = "semaphore/branch/whole"
		cciCase  = "circleci/github_branch/whole"
		rootCase = "circleci/github_branch/whole/root-issuer"
		glCase   = "gitlab/branch"
		idCase   = "gitlab/branch/id-first"
		ghCase   = "github/branch/subject_format=classic"
		ghIDs    = "github/branch/whole-immutable"
		hcpCase  = "hcp_terraform/workspace/whole"
	)
	gh := func(sub string, more map[string]any) map[string]any {
		return and(map[string]any{
			"iss": "https://token.actions.githubusercontent.com", "aud": "https://deploy.example.com", "sub": sub,
			"repository": "my-org/web", "repository_id": "456789", "repository_owner": "my-org", "repository_owner_id": "123456", "repository_visibility": "private",
			"ref": "refs/heads/main", "ref_type": "branch", "head_ref": "", "base_ref": "", "sha": "5c84719708b9b649b9ef3b56af214f38cee6acd3", "event_name": "workflow_dispatch",
			"workflow": "deploy", "workflow_ref": "my-org/web/.github/workflows/deploy.yml@refs/heads/main", "workflow_sha": "5c84719708b9b649b9ef3b56af214f38cee6acd3",
			"actor": "octocat", "actor_id": "12", "run_id": "1212", "run_number": "10", "run_attempt": "2", "runner_environment": "github-hosted",
		}, more)
	}
	const (
		ghMain = "repo:my-org/web:ref:refs/heads/main"
		ghFull = "repo:my-org@123456/web@456789:ref:refs/heads/main"
	)
	evil := map[string]any{"repository": "evil/web", "repository_id": "666", "repository_owner": "evil", "repository_owner_id": "667"}
	hcp := func(organization, phase string) map[string]any {
		return map[string]any{
			"iss": "https://app.terraform.io", "aud": "https://deploy.example.com", "sub": "organization:" + organization + ":project:Default Project:workspace:web:run_phase:" + phase,
			"terraform_run_phase": phase, "terraform_workspace_id": "ws-mbsd5E3Ktt5Rg2Xm", "terraform_workspace_name": "web", "terraform_organization_id": "org-GRNbCjYNpBB6NEH9",
			"terraform_organization_name": organization, "terraform_project_id": "prj-vegSA59s1XPwMr2t", "terraform_project_name": "Default Project", "terraform_run_id": "run-X3n1AUXNGWbfECsJ",
			"terraform_full_workspace": "organization:" + organization + ":project:Default Project:workspace:web",
		}
	}
	hyok := map[string]any{
		"iss": "https://app.terraform.io", "aud": "https://deploy.example.com", "sub": "organization:my-org:hyok_config:my-key",
		"terraform_organization_id": "org-GRNbCjYNpBB6NEH9", "terraform_organization_name": "my-org",
	}
	nobody := gl("my-group/my-project", "branch")
	nobody["user_access_level"] = nil // null, for a user without a role
	test := map[string]any{
		"iss": "https://app.terraform.io", "aud": "https://deploy.example.com", "sub": "organization:my-org:module:x:project:Default Project:workspace:web:run_phase:apply:operation:test_run",
		"terraform_run_phase": "plan", "terraform_organization_id": "org-GRNbCjYNpBB6NEH9", "terraform_organization_name": "my-org", "terraform_run_id": "run-X3n1AUXNGWbfECsJ",
	}
	byID := and(gl("my-group/my-project", "branch"), map[string]any{"sub": "project_id:57382910:ref_type:branch:ref:main"})
	return []vector{
		{semCase, "branch main", sem, world.Admit},
		{semCase, "pull request into main", and(sem, map[string]any{"sub": semSub + "pull-request:ref:refs/semaphoreci/5c84719708b9b649b9ef3b56af214f38cee6acd3", "ref": "refs/semaphoreci/5c84719708b9b649b9ef3b56af214f38cee6acd3", "ref_type": "pull-request", "pr": "7", "pr_branch": "evil"}), world.Refuse},
		{semCase, "project debug", and(sem, map[string]any{"sub": semSub + ":ref:", "ref": "", "ref_type": "", "job_type": "project_debug_job"}), world.Refuse},
		{semCase, "another organization", and(sem, map[string]any{"iss": "https://evil.semaphoreci.com", "aud": "https://evil.semaphoreci.com"}), world.Refuse},
		{semCase, "audience with a slash", and(sem, map[string]any{"aud": semIssuer + "/"}), world.Refuse},
		{semCase, "a debugged project debug", and(sem, map[string]any{"sub": semSub + ":ref:", "ref": "", "ref_type": "", "job_type": "debug_job"}), world.Refuse},
		{cciCase, "a host of one's own", cciJob("git.example.com/my-org/web", "refs/heads/main"), world.Refuse},
		{cciCase, "the root issuer", and(cciJob("github.com/my-org/web", "refs/heads/main"), map[string]any{"iss": "https://oidc.circleci.com"}), world.Refuse},
		{rootCase, "V2 on main", and(cciJob("github.com/my-org/web", "refs/heads/main"), map[string]any{"iss": "https://oidc.circleci.com"}), world.Admit},
		{rootCase, "another organization", map[string]any{
			"iss": "https://oidc.circleci.com", "aud": cciOrg, "sub": strings.Replace(cciSub, cciOrg, "99999999-89ab-4def-8123-4567890abcde", 1) + "/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/main",
			cci + "org-id": "99999999-89ab-4def-8123-4567890abcde", cci + "project-id": "76543210-ba98-4edc-8210-edcba0987654", cci + "context-ids": []any{}, cci + "ssh-rerun": false,
			cci + "vcs-origin": "github.com/my-org/web", cci + "vcs-ref": "refs/heads/main",
		}, world.Refuse},
		{rootCase, "the organization's own issuer", cciJob("github.com/my-org/web", "refs/heads/main"), world.Refuse},
		{cciCase, "V2 on main", cciJob("github.com/my-org/web", "refs/heads/main"), world.Admit},
		{cciCase, "injected ref", cciJob("github.com/my-org/web", "refs/heads/x/vcs-ref/refs/heads/main"), world.Refuse},
		{cciCase, "injected origin", cciJob("github.com/my-org/web", "refs/heads/x/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/main"), world.Refuse},
		{cciCase, "injected from a fork", cciJob("github.com/evil/web", "refs/heads/x/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/main"), world.Refuse},
		{cciCase, "fork's pull request", cciJob("github.com/evil/web", "refs/heads/pull/7"), world.Refuse},
		{cciCase, "audit log streaming", map[string]any{"iss": cciIssuer, "aud": cciOrg, "sub": "org/" + cciOrg + "/file-streaming/audit-logs"}, world.Refuse},
		{glCase, "branch main", gl("my-group/my-project", "branch"), world.Admit},
		{glCase, "by a user without a role", nobody, world.Admit},
		{glCase, "a workload", and(gl("my-group/my-project", "branch"), map[string]any{"ref": "refs/workloads/7", "sub": "project_path:my-group/my-project:ref_type:branch:ref:refs/workloads/7", "pipeline_source": "duo_workflow"}), world.Refuse},
		{glCase, "tag named main", gl("my-group/my-project", "tag"), world.Refuse},
		{glCase, "group with a longer name", gl("my-group-evil/my-project", "branch"), world.Refuse},
		{glCase, "fork", gl("attacker/my-project", "branch"), world.Refuse},
		{glCase, "a person's sign-on", map[string]any{"iss": "https://gitlab.com", "aud": "https://deploy.example.com", "sub": "42", "email": "a@example.com"}, world.Refuse},
		{idCase, "id first", byID, world.Admit},
		{idCase, "another id", and(byID, map[string]any{"sub": "project_id:573829101:ref_type:branch:ref:main", "project_id": "573829101"}), world.Refuse},
		{ghCase, "branch main", gh(ghMain, nil), world.Admit},
		{ghCase, "pull request", gh("repo:my-org/web:pull_request", map[string]any{"ref": "refs/pull/7/merge", "event_name": "pull_request", "head_ref": "main"}), world.Refuse},
		{ghCase, "merged pull request", gh("repo:my-org/web:pull_request", map[string]any{"event_name": "pull_request", "head_ref": "x", "base_ref": "main"}), world.Refuse},
		{ghCase, "pull_request_target", gh("repo:my-org/web:pull_request", map[string]any{"event_name": "pull_request_target", "head_ref": "x", "base_ref": "main"}), world.Refuse},
		{ghCase, "a bare commit", gh("repo:my-org/web:ref:", map[string]any{"ref": "", "ref_type": "", "event_name": "deployment"}), world.Refuse},
		{ghCase, "a bare commit's environment", gh("repo:my-org/web:environment:production", map[string]any{"ref": "", "ref_type": "", "event_name": "deployment", "environment": "production"}), world.Refuse},
		{ghCase, "a property behind the ref", gh("repo:my-org/web:ref:refs/heads/main:repo_property_team:x", map[string]any{"repo_property_team": "x"}), world.Refuse},
		{ghCase, "the ref in a stranger's property", gh("repo:evil/web:repo_property_team:my-org/web:ref:refs/heads/main", and(evil, map[string]any{"repo_property_team": "my-org/web:ref:refs/heads/main"})), world.Refuse},
		{ghCase, "with a property and no job_workflow_sha", gh(ghMain, map[string]any{"repo_property_team": "x", "ref_protected": "true", "check_run_id": "1213"}), world.Admit},
		{ghCase, "environment named like the ref", gh("repo:my-org/web:environment:ref%3Arefs/heads/main", map[string]any{"environment": "ref:refs/heads/main"}), world.Refuse},
		{ghCase, "tag named main", gh("repo:my-org/web:ref:refs/tags/main", map[string]any{"ref": "refs/tags/main", "ref_type": "tag"}), world.Refuse},
		{ghCase, "owner with a longer name", gh("repo:my-org-evil/web:ref:refs/heads/main", evil), world.Refuse},
		{ghCase, "a stranger's workflow first", gh("workflow:repo%3Amy-org/web:ref:refs/heads/main", evil), world.Refuse},
		{ghCase, "a stranger's own order", gh("ref:refs/heads/main:repo:evil/web", evil), world.Refuse},
		{ghCase, "an enterprise's issuer", gh(ghMain, map[string]any{"iss": "https://token.actions.githubusercontent.com/my-enterprise"}), world.Refuse},
		{ghCase, "default audience", gh(ghMain, map[string]any{"aud": "https://github.com/my-org"}), world.Refuse},
		{ghIDs, "branch main", gh(ghFull, nil), world.Admit},
		{ghIDs, "the name taken over", gh("repo:my-org@667/web@666:ref:refs/heads/main", map[string]any{"repository_id": "666", "repository_owner_id": "667"}), world.Refuse},
		{ghIDs, "another branch", gh("repo:my-org@123456/web@456789:ref:refs/heads/dev", map[string]any{"ref": "refs/heads/dev"}), world.Refuse},
		{hcpCase, "apply", hcp("my-org", "apply"), world.Admit},
		{hcpCase, "plan", hcp("my-org", "plan"), world.Refuse},
		{hcpCase, "another organization", and(hcp("my-org-evil", "apply"), map[string]any{"terraform_organization_id": "org-evil"}), world.Refuse},
		{hcpCase, "a module named like a run", test, world.Refuse},
		{hcpCase, "a Stack", map[string]any{
			"iss": "https://app.terraform.io", "aud": "https://deploy.example.com", "sub": "organization:my-org:project:Default Project:stack:network:deployment:production:operation:apply",
			"terraform_organization_name": "my-org", "terraform_organization_id": "org-GRNbCjYNpBB6NEH9", "terraform_project_name": "Default Project", "terraform_project_id": "prj-vegSA59s1XPwMr2t",
			"terraform_stack_name": "network", "terraform_stack_id": "st-mbsd5E3Ktt5Rg2Xm", "terraform_stack_deployment_name": "production", "terraform_operation": "apply", "terraform_plan_id": "stp-1",
		}, world.Refuse},
		{hcpCase, "a key of one's own", hyok, world.Refuse},
		{hcpCase, "in Europe", and(hcp("my-org", "apply"), map[string]any{"iss": "https://app.eu.terraform.io"}), world.Refuse},
		{idCase, "job's project id", and(byID, map[string]any{"sub": "job_project_id:57382910:ref_type:branch:ref:main", "project_id": "666", "project_path": "evil/x"}), world.Refuse},
	}
}

// Vectors holds the party against the tokens written by hand.
func Vectors(t *testing.T, p Party) {
	for _, v := range vectors() {
		c, ok := world.Find(v.of)
		if !ok {
			t.Fatalf("there is no case %s", v.of)
		}
		jobs, err := c.Jobs()
		if err != nil {
			t.Fatal(err)
		}
		docs, problems := p.Compile(t, c, jobs)
		if len(problems) > 0 {
			t.Errorf("%s refuses %s: %s", p.Name, v.of, problems.Text(""))
			continue
		}
		for _, d := range docs {
			tok := world.Token{Claims: v.claims, Want: v.want, Note: v.what}
			if got, why := d.Judge(tok); got != (v.want == world.Admit) {
				t.Errorf("%s %s: want %s, got admitted=%v (%s)\n%s", p.Name, d.Way, v.want, got, why, Explain(c, tok, d.Text))
			}
		}
	}
}
