package world

import (
	"fmt"
	"slices"
	"strings"
)

// readings are what a person makes of each platform's filters and claims, from
// its documentation and without the platform's data. They speak of some forms
// only; a platform without one is held by the other reading alone.
var readings = map[string]struct {
	forms []string
	read  func(f Filters, claims map[string]any) bool
}{
	"semaphore": {[]string{"branch", "tag", "pull_request", "pull_request_merge", "project_debug"}, readSemaphore},
	"circleci": {[]string{
		"github_branch", "github_tag", "gitlab_branch", "gitlab_tag", "gitlab_nested_branch", "gitlab_nested_tag", "bitbucket_branch", "bitbucket_tag", "webhook", "audit_log",
	}, readCircleCI},
	"gitlab": {[]string{"branch", "tag", "workload", "sign_on"}, readGitLab},
	"github": {[]string{
		"branch", "tag", "pull_request", "merged_pull_request", "pull_request_target", "commit", "branch_environment", "tag_environment", "pull_request_environment", "commit_environment",
	}, readGitHub},
	"hcp_terraform": {[]string{"workspace", "module_test", "stack", "hyok"}, readHCPTerraform},
}

func readSemaphore(f Filters, claims map[string]any) bool {
	if !within(f, "project_ids", claims["prj_id"]) || !within(f, "repositories", claims["repo"]) {
		return false
	}
	if id, ok := f["organization_id"]; ok && claims["org_id"] != id {
		return false
	}
	if f["debug_sessions"] == false && claims["job_type"] != "pipeline_job" {
		return false
	}
	switch claims["ref_type"] {
	case "branch":
		return given(f, "branches") && within(f, "branches", after(claims["ref"], "refs/heads/"))
	case "tag":
		return given(f, "tags") && within(f, "tags", after(claims["ref"], "refs/tags/"))
	case "pull-request":
		return f["pull_requests"] == true
	}
	return false
}

func readCircleCI(f Filters, claims map[string]any) bool {
	const prefix = "oidc.circleci.com/"
	project, ok := claims[prefix+"project-id"]
	if !ok || !within(f, "project_ids", project) {
		return false
	}
	if id, ok := f["organization_id"]; ok && claims[prefix+"org-id"] != id {
		return false
	}
	if f["ssh_rerun"] == false && claims[prefix+"ssh-rerun"] != false {
		return false
	}
	if contexts, _ := claims[prefix+"context-ids"].([]any); given(f, "context_ids") && !slices.ContainsFunc(contexts, func(c any) bool { return within(f, "context_ids", c) }) {
		return false
	}
	sub, _ := claims["sub"].(string)
	if parts := strings.Split(sub, "/"); len(parts) < 6 || !within(f, "user_ids", parts[5]) {
		return false
	}
	origin := !given(f, "repositories") || claims[prefix+"vcs-origin"] != nil && within(f, "repositories", claims[prefix+"vcs-origin"])
	ref := claims[prefix+"vcs-ref"]
	branch, tag := after(ref, "refs/heads/"), after(ref, "refs/tags/")
	switch {
	case f["pull_requests"] == true && branch != nil && glob("pull/*", fmt.Sprint(branch)):
		return true
	case f["webhooks"] == true && ref == nil:
		return true
	case given(f, "branches") && branch != nil && within(f, "branches", branch):
		return origin
	case given(f, "tags") && tag != nil && within(f, "tags", tag):
		return origin
	}
	return origin && !given(f, "branches") && !given(f, "tags") && f["pull_requests"] != true && f["webhooks"] != true
}

func readGitLab(f Filters, claims map[string]any) bool {
	if claims["project_path"] == nil || !all(f, claims, map[string]string{
		"projects": "project_path", "project_ids": "project_id", "namespace_ids": "namespace_id", "pipeline_sources": "pipeline_source", "environments": "environment",
	}) {
		return false
	}
	if f["ref_protected"] == true && claims["ref_protected"] != "true" {
		return false
	}
	switch claims["ref_type"] {
	case "branch":
		return given(f, "branches") && within(f, "branches", claims["ref"])
	case "tag":
		return given(f, "tags") && within(f, "tags", claims["ref"])
	}
	return false
}

func readGitHub(f Filters, claims map[string]any) bool {
	if !all(f, claims, map[string]string{
		"repositories": "repository", "repository_ids": "repository_id", "owner_ids": "repository_owner_id", "events": "event_name", "job_workflow_refs": "job_workflow_ref",
	}) {
		return false
	}
	environment := claims["environment"]
	star := func(name string) bool { return given(f, name) && within(f, name, "\x00") } // only * matches that
	if star("branches") && star("tags") && f["pull_requests"] == true && f["any_environment"] == true && !given(f, "environments") {
		return true // everything of the repositories
	}
	switch {
	case given(f, "environments"):
		names, _ := f["environments"].([]string)
		if environment == nil || !slices.ContainsFunc(names, func(n string) bool { return glob(strings.ReplaceAll(n, ":", "%3A"), fmt.Sprint(environment)) }) {
			return false
		}
	case environment != nil && f["any_environment"] != true:
		return false
	}
	branch, tag, pull := after(claims["ref"], "refs/heads/"), after(claims["ref"], "refs/tags/"), after(claims["ref"], "refs/pull/") != nil
	sub, _ := claims["sub"].(string)
	switch { // a pull request's sake, though the ref is a branch
	case claims["ref"] == "" && environment == nil:
		return false
	case environment == nil && (slices.Contains(strings.Split(sub, ":"), "pull_request") || claims["event_name"] == "pull_request"):
		branch, pull = nil, true
	}
	switch {
	case branch != nil && given(f, "branches"):
		return within(f, "branches", branch)
	case tag != nil && given(f, "tags"):
		return within(f, "tags", tag)
	case pull && f["pull_requests"] == true:
		return true
	}
	return !given(f, "branches") && !given(f, "tags") && f["pull_requests"] != true
}

func readHCPTerraform(f Filters, claims map[string]any) bool {
	for filter, claim := range map[string]string{"organization": "terraform_organization_name", "organization_id": "terraform_organization_id"} {
		if name, ok := f[filter]; ok && claims[claim] != name {
			return false
		}
	}
	if !all(f, claims, map[string]string{
		"projects": "terraform_project_name", "project_ids": "terraform_project_id", "workspaces": "terraform_workspace_name", "workspace_ids": "terraform_workspace_id",
		"stacks": "terraform_stack_name", "deployments": "terraform_stack_deployment_name",
	}) {
		return false
	}
	if claims["terraform_workspace_id"] != nil {
		return given(f, "run_phases") && !given(f, "modules") && within(f, "run_phases", claims["terraform_run_phase"])
	}
	sub, _ := claims["sub"].(string)
	if strings.Contains(sub, ":hyok_config:") {
		return false
	}
	if operation := claims["terraform_operation"]; operation != nil {
		return given(f, "stack_operations") && !given(f, "modules") && within(f, "stack_operations", operation)
	}
	_, module, _ := strings.Cut(sub, ":module:")
	module = strings.TrimSuffix(module, ":operation:test_run")
	return f["module_tests"] == true && within(f, "modules", module)
}

// all reports whether every given filter has a pattern for its claim, which must
// be there.
func all(f Filters, claims map[string]any, of map[string]string) bool {
	for filter, claim := range of {
		if given(f, filter) && (claims[claim] == nil || !within(f, filter, claims[claim])) {
			return false
		}
	}
	return true
}

func given(f Filters, name string) bool { _, ok := f[name]; return ok }

// within reports whether a filter is not given or has a pattern for the value.
func within(f Filters, name string, value any) bool {
	list, ok := f[name].([]string)
	return !ok || slices.ContainsFunc(list, func(p string) bool { return glob(p, fmt.Sprint(value)) })
}

// after is the text behind a prefix, or nil.
func after(value any, prefix string) any {
	s, _ := value.(string)
	if rest, ok := strings.CutPrefix(s, prefix); ok {
		return rest
	}
	return nil
}
