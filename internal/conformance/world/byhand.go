package world

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// byHand are cases that say what no platform's data says: what relying parties
// cannot see and are forgiven, several filters that matter together, and
// descriptions of different platforms in one document.
func byHand() []Case {
	out := []Case{
		accepted("semaphore/branch", Filters{"debug_sessions": false, "organization_id": "00000000-1111-4222-8333-444444444444"}, "debug_sessions", "organization_id"),
		accepted("circleci/github_branch/whole", Filters{"ssh_rerun": false, "context_ids": []string{"22222222-3333-4444-8555-666666666666"}}, "ssh_rerun", "context_ids"),
		accepted("gitlab/branch", Filters{"environments": []string{"production"}}, "environments"),
		accepted("gitlab/branch", modern.with(Filters{"project_ids": []string{"57382910"}, "pipeline_sources": []string{"push"}, "ref_protected": true}), "project_ids", "pipeline_sources", "ref_protected"),
		accepted("github/branch/whole-immutable", Filters{"events": []string{"push", "schedule"}}, "events"),
		accepted("hcp_terraform/workspace/whole", Filters{"project_ids": []string{"prj-vegSA59s1XPwMr2t"}, "workspace_ids": []string{"ws-mbsd5E3Ktt5Rg2Xm"}}, "project_ids", "workspace_ids"),

		but("gitlab/branch", "id-first", components("project_id", "ref_type", "ref"), Filters{"projects": nil, "project_ids": []string{"57382910"}}),
		but("gitlab/branch", "id-first-open", components("project_id", "ref_type", "ref")),
		but("gitlab/branch", "protected-second", components("project_path", "ref_protected", "ref_type", "ref"), Filters{"ref_protected": true}),
		but("gitlab/branch", "tier-before-ref", components("project_path", "deployment_tier", "ref_type", "ref")),
		but("gitlab/branch", "environment-in-sub", components("project_path", "environment_protected", "deployment_tier", "ref_type", "ref"), Filters{"environments": []string{"production"}}),
		but("gitlab/branch", "group-and-tag", Filters{"projects": []string{"my-group/*"}, "tags": []string{"v*"}}),
		but("gitlab/branch", "private", modern),
		but("gitlab/branch", "private-any", modern, Filters{"projects": []string{"*"}}),
		but("gitlab/branch", "private-named", modern, Filters{"projects": []string{"*/my-project"}}),
		but("gitlab/branch", "private-id", modern, components("project_id", "ref_type", "ref"), Filters{"projects": nil, "project_ids": []string{"57382910"}}),
		but("gitlab/branch", "private-protected", modern, components("project_path", "ref_type", "ref", "ref_protected"), Filters{"ref_protected": true}),

		but("circleci/github_branch/whole", "root-issuer", Filters{"root_issuer": true}),

		// A trusted workflow of the organization, whoever calls it.
		but("github/branch", "workflow", Filters{"repositories": nil, "repository_ids": []string{"*"}, "owner_ids": []string{"123456"}, "job_workflow_refs": []string{"my-org/automation/.github/workflows/deploy.yml@refs/heads/main"}}),
		but("github/branch", "workflow-in-sub", components("repo", "context", "job_workflow_ref"), Filters{"job_workflow_refs": []string{"my-org/automation/.github/workflows/deploy.yml@refs/heads/main"}, "subject_format": "classic"}),
		but("github/branch", "owner-first", components("repository_owner_id", "repository_id", "context"), Filters{"repository_ids": []string{"456789"}, "owner_ids": []string{"123456"}}),
		but("github/branch", "no-context", components("repo", "ref", "environment"), Filters{"environments": []string{"production"}}),
		but("github/branch", "enterprise-server", server),
		but("github/branch_environment", "enterprise-server", server),
		but("github/branch_environment", "enterprise-server-old", server, Filters{"minimum_version": "3.18"}),
		but("github/branch", "enterprise-server-any", server, Filters{"repositories": []string{"*"}}),
		but("github/branch", "property-in-sub", components("repo", "context", "repo_property_team"), Filters{"subject_format": "classic"}),
		but("github/branch_environment", "deployments", Filters{"events": []string{"deployment"}}),
		takingOn(but("github/pull_request", "target", Filters{"events": []string{"pull_request_target"}}), "gh-target"),
		takingOn(but("github/pull_request", "target-by-id", Filters{"events": []string{"pull_request_target"}, "repository_ids": []string{"456789"}}), "gh-target", "gh-pull-refs"),
		but("github/branch", "all", Filters{"repository_ids": []string{"456789"}, "owner_ids": []string{"123456"}, "branches": []string{"*"}, "tags": []string{"*"}, "pull_requests": true, "any_environment": true}),
		but("github/branch", "everything", Filters{"repository_ids": []string{"456789"}, "owner_ids": []string{"123456"}, "tags": []string{"v*"}, "pull_requests": true, "any_environment": true}),

		but("hcp_terraform/workspace", "ids", Filters{"organization": nil, "projects": nil, "organization_id": "org-GRNbCjYNpBB6NEH9", "project_ids": []string{"prj-vegSA59s1XPwMr2t"}, "workspace_ids": []string{"ws-mbsd5E3Ktt5Rg2Xm"}}),
		but("hcp_terraform/workspace", "ids-and-names", Filters{"organization_id": "org-GRNbCjYNpBB6NEH9", "workspace_ids": []string{"ws-mbsd5E3Ktt5Rg2Xm"}, "workspaces": []string{"web"}}),
		but("hcp_terraform/workspace", "plan-and-apply", Filters{"run_phases": []string{"plan", "apply"}, "workspaces": []string{"web-*"}}),
	}
	two := but("gitlab/branch", "two-audiences", Filters{})
	two.Audiences = append(two.Audiences, "second")
	keys := but("gitlab/branch", "union-of-keys", Filters{"pipeline_sources": []string{"push"}})
	keys.Parts = append(keys.Parts, but("gitlab/branch", "", Filters{"branches": []string{"dev"}, "ref_protected": true}).Parts...)
	origins := but("circleci/github_branch/whole", "union-of-origins", Filters{"user_ids": nil})
	origins.Parts = append(origins.Parts, but("circleci/gitlab_branch/whole", "", Filters{"user_ids": nil, "branches": []string{"dev"}}).Parts...)
	return append(out, two, keys, origins, platforms())
}

var (
	modern = Filters{"url": "https://gitlab.example.com", "minimum_version": "18.2.2"}
	server = Filters{"issuer": "https://github.example.com/_services/token", "minimum_version": "3.19"}
)

func components(list ...string) Filters { return Filters{"subject_components": list} }

// but is a derived case with other filters; nil takes one away.
func but(of, name string, more ...Filters) Case {
	c, ok := findDerived(of)
	if !ok {
		panic("nothing derives " + of)
	}
	c.Deep = false
	c.Name += "/" + name
	filters := c.Parts[0].Filters
	for _, m := range more {
		filters = filters.with(m)
	}
	c.Parts = []Part{{c.Platform, filters}}
	return c
}

// accepted is such a case in which some filters need not be enforced.
func accepted(of string, more Filters, accept ...string) Case {
	c := but(of, "accepted-"+strings.Join(accept, "-"), more)
	c.Accept = accept
	return c
}

// takingOn is a case that takes facts on.
func takingOn(c Case, facts ...string) Case {
	c.TakenOn = facts
	return c
}

// platforms is one document for the first description of every platform.
func platforms() Case {
	c := Case{Name: "union/platforms", Audiences: []string{picked}}
	for _, p := range platform.All() {
		first := derivedOf(p)[0].Case
		c.Parts = append(c.Parts, first.Parts...)
	}
	c.Platform = c.Parts[0].Platform
	return c
}
