package relyingparty_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// A mutant is a platform whose data says less.
func mutant(t *testing.T, name, old, with string) string {
	t.Helper()
	raw, err := os.ReadFile("../platform/data/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(raw), old, with, 1)
	if text == string(raw) {
		t.Fatalf("the data of %s does not hold %q", name, old)
	}
	mutated := name + "_mutant"
	p, err := platform.Parse([]byte(strings.Replace(text, "name: "+name, "name: "+mutated, 1)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(platform.Add(p))
	return mutated
}

// verdict compiles the description for Google, puts a condition in place of the document's
// own, in which own stands for that, and compares the two.
func verdict(t *testing.T, name string, filters m, condition string) proof.Verdict {
	t.Helper()
	options := m{"audiences": list("aud")}
	if platform.Find(name).Issuer.Audience.Kind != "picked" {
		options = nil
	}
	text, jobs, problems := stored("google", describe(t, name, filters), options)
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	var document map[string]any
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	own, _ := document["attribute_condition"].(string)
	document["attribute_condition"] = strings.ReplaceAll(condition, "own", "("+own+")")
	doc, err := readBack("google", toJSON(t, document))
	if err != nil {
		t.Fatal(err)
	}
	return proof.Compare(proof.Comparison{Document: doc, Jobs: jobs, Named: true})
}

// TestRelations: claims depend on each other as the data says, so a document that asks
// for a consequence of a description admits the same jobs. Without the relation it does
// not: the data carries the answer.
func TestRelations(t *testing.T) { // not parallel: it adds platforms
	gitlab := m{"projects": list("g/p"), "branches": list("main")}
	github := m{"repositories": list("o/r"), "branches": list("main")}
	for _, c := range []struct {
		relation, platform, old, with string
		filters                       m
		asks                          string
	}{
		{"a path begins with its namespace", "gitlab", `is: "{namespace_path}/{project}", `, "", gitlab, `assertion.namespace_path == 'g'`},
		{"no action without environment", "gitlab", "absent: [the job sets no environment, the instance is too old for environment_action]", "absent: the instance is too old for environment_action", gitlab, `!('environment_action' in assertion) || 'environment' in assertion`},
		{"a tier with each environment", "gitlab", `is: "{deployment_tier}", absent: the job sets no environment`, `is: "{deployment_tier}", absent: sometimes`, gitlab, `!('environment' in assertion) || 'deployment_tier' in assertion`},
		{"a configuration has a ref where it has a commit", "gitlab", "absent: [the configuration is remote, the instance is too old for ci_config_sha]", "absent: the instance is too old for ci_config_sha", gitlab, `!('ci_config_sha' in assertion) || 'ci_config_ref_uri' in assertion`},
		{"ref_path by the type of ref", "gitlab", `{name: ref_path, is: "refs/heads/{branch}", fact: gl-claims}`, `{name: ref_path, is: "{user_login}", fact: gl-claims}`, gitlab, `assertion.ref_path == 'refs/heads/main'`},
		{"the type of ref by ref", "github", "{name: ref_type, is: branch, fact: gh-claims}", `{name: ref_type, is: "{ref_type}", fact: gh-claims}`, github, `assertion.ref_type == 'branch'`},
		{"the event by subject", "github", "where: {event_name: [{domain: github_other_events, fact: gh-sub}, {domain: github_events_without_pull_requests, fact: gh-pull-refs}]}", "", github, `assertion.event_name != 'pull_request'`},
		{"an enterprise's name with its number", "github", `is: "{enterprise_id}", absent: the repository is in no enterprise`, `is: "{enterprise_id}", absent: sometimes`, github, `!('enterprise' in assertion) || 'enterprise_id' in assertion`},
		{"a called workflow's commit with its ref", "github", "absent: [the job is of no reusable workflow, the token is old]", "absent: the token is old", m{"issuer": "https://github.example.com/_services/token", "repositories": list("o/r"), "branches": list("main")}, `!('job_workflow_sha' in assertion) || 'job_workflow_ref' in assertion`},
		{"a workspace's full name", "hcp_terraform", `is: "organization:{organization}:project:{project}:workspace:{workspace}", fact`, `is: "{module}", fact`, m{"organization": "o", "projects": list("p"), "workspaces": list("w"), "run_phases": list("apply")}, `assertion.terraform_full_workspace == 'organization:o:project:p:workspace:w'`},
		{"a repository with each ref", "circleci", `{name: oidc.circleci.com/vcs-origin, is: "github.com/{owner}/{repository}", fact: cci-github}`, `{name: oidc.circleci.com/vcs-origin, is: "github.com/{owner}/{repository}", absent: sometimes, fact: cci-github}`, circleci(m{"branches": list("main")}), `!('oidc.circleci.com/vcs-ref' in assertion) || 'oidc.circleci.com/vcs-origin' in assertion`},
		{"a workflow with each pipeline", "semaphore", `is: "{pipeline_id}", empty: *debug`, `is: "{pipeline_id}"`, semaphore(m{"branches": list("main")}), `assertion.wf_id != '' || assertion.ppl_id == ''`},
		{"no pull request in a branch's build", "semaphore", `{name: pr, is: "", fact: sem-claims}`, `{name: pr, is: "{pull_number}", fact: sem-claims}`, semaphore(m{"branches": list("main")}), `assertion.pr == ''`},
		{"a ref where its type is", "semaphore", `{name: ref, is: "refs/heads/{branch}", fact: sem-refs}`, `{name: ref, is: "{trigger}", fact: sem-refs}`, semaphore(m{"branches": list("*")}), `assertion.ref_type == '' || assertion.ref != ''`},
	} {
		t.Run(c.relation, func(t *testing.T) {
			condition := "own && (" + c.asks + ")"
			if v := verdict(t, c.platform, c.filters, condition); v.Relation != "equal" {
				t.Errorf("%s", said(v))
			}
			if v := verdict(t, mutant(t, c.platform, c.old, c.with), c.filters, condition); v.Relation == "equal" {
				t.Errorf("equal without the relation, too: %s", said(v))
			}
		})
	}
}

// TestPreferences: what the data says of most jobs shows in examples, and nowhere else.
func TestPreferences(t *testing.T) { // not parallel: it adds platforms
	branch := m{"repositories": list("o/r"), "branches": list("main")}
	for _, c := range []struct {
		preference, platform, old, with string
		filters                         m
		condition, claim                string
		ordinary                        func(text any) bool
	}{
		{"no head_ref outside of pull requests", "github", `deploy.yml@refs/heads/{branch}", head_ref: ""`, `deploy.yml@refs/heads/{branch}"`, branch, `assertion.repository == 'o/r' && assertion.ref_type == 'branch' && !('environment' in assertion) && assertion.event_name == 'push'`, "head_ref", func(text any) bool { return text == "" }},
		{"a workflow of the job's repository", "github", `usually: {workflow_ref: "{owner}/{repository}/.github/workflows/deploy.yml@refs/heads/{branch}", head_ref`, `usually: {head_ref`, branch, `assertion.repository == 'o/r' && assertion.ref_type == 'branch' && !('environment' in assertion) && assertion.event_name == 'push'`, "workflow_ref", func(text any) bool { return strings.HasPrefix(fmt.Sprint(text), "o/r/") }},
		{"another project has another number", "gitlab", "[project_path, project_id], ", "", m{"projects": list("g/p"), "project_ids": list("57382910"), "branches": list("main")}, `assertion.ref == 'main' && assertion.ref_type == 'branch' && assertion.project_path != 'x'`, "project_id", func(text any) bool { return text != "57382910" }},
		{"ids have their prefix", "hcp_terraform", "prefers: hcp_organization_id, ", "", m{"organization": "o", "organization_id": "org-abcdefghijklmnop", "workspaces": list("w"), "run_phases": list("*")}, `assertion.terraform_organization_name == 'o' && !(assertion.terraform_organization_id in ['org-GRNbCjYNpBB6NEH9', 'org-another8NEHBBpNY'])`, "terraform_organization_id", func(text any) bool { return strings.HasPrefix(fmt.Sprint(text), "org-") }},
		{"events that there are", "github", "prefers: github_known_events, ", "", m{"repositories": list("o/r"), "branches": list("main"), "events": list("push")}, `assertion.repository == 'o/r' && assertion.ref == 'refs/heads/main' && !('environment' in assertion) && !(assertion.event_name in ['push', 'workflow_dispatch'])`, "event_name", func(text any) bool { return len(fmt.Sprint(text)) > 2 }},
		{"no claim that few tokens have", "github", "absent: nobody documents when issuer_scope is there, seldom: true,", "absent: nobody documents when issuer_scope is there,", branch, `assertion.repository == 'o/r'`, "issuer_scope", func(text any) bool { return text == nil }},
	} {
		t.Run(c.preference, func(t *testing.T) {
			v := verdict(t, c.platform, c.filters, c.condition)
			if v.WiderExample == nil || !c.ordinary(v.WiderExample.Claims[c.claim]) {
				t.Fatalf("%s", said(v))
			}
			without := verdict(t, mutant(t, c.platform, c.old, c.with), c.filters, c.condition)
			if without.WiderExample == nil || c.ordinary(without.WiderExample.Claims[c.claim]) {
				t.Errorf("the same without the preference: %s", said(without))
			}
			if v.Relation != without.Relation {
				t.Errorf("%s, and without the preference %s", v.Relation, without.Relation)
			}
		})
	}
}
