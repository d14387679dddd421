package endtoend

import "maps"

// An object is one of Terraform's.
type object = map[string]any

// A story is a platform whose jobs log in: who is described, the job that is, and
// others that are not.
type story struct {
	platform string
	// at are the settings for an issuer at a host with a port, below domain. The
	// functions and the token take the same ones.
	at func(host string) object
	// hosted are those of the platform's own issuer.
	hosted    object
	filters   object // which jobs
	job       object // the described one
	audiences []any  // of the job and of the role; nil: the platform's
	accept    []any  // facts that are not verified
	hostedAny bool   // the hosted issuer needs none of accept
	alias     string // what logs in: the value of the role's user_claim
	others    map[string]object
}

// The three jobs that are not described, which every story has.
const (
	wrongBranch = "wrong branch"
	pullRequest = "pull request"
	stranger    = "another project"
)

func with(base object, more object) object {
	out := maps.Clone(base)
	for k, v := range more {
		if out[k] = v; v == nil {
			delete(out, k)
		}
	}
	return out
}

// stories has one for each platform.
func stories() []story {
	semaphore := object{"organization_id": "00000000-1111-4222-8333-444444444444", "project_id": "936a5312-a3b8-4921-8b3f-2cec8baac574", "repository": "web", "branch": "main"}
	circleci := object{"project_id": "76543210-ba98-4edc-8210-edcba0987654", "user_id": "11111111-2222-4333-8444-555555555555", "owner": "my-org", "repository": "web", "branch": "main"}
	gitlab := object{"project_path": "my-group/web", "namespace_path": "my-group", "project_id": "57382910", "namespace_id": "72", "branch": "main"}
	github := object{"owner": "my-org", "owner_id": "123456", "repository": "web", "repository_id": "456789", "workflow_ref": "my-org/web/.github/workflows/deploy.yml@refs/heads/main", "branch": "main"}
	hcp := object{"organization": "my-org", "organization_id": "org-GRNbCjYNpBB6NEH9", "project": "Default Project", "project_id": "prj-vegSA59s1XPwMr2t", "workspace": "web", "workspace_id": "ws-mbsd5E3Ktt5Rg2Xm", "run_phase": "apply"}
	organization := object{"organization_id": "01234567-89ab-4def-8123-4567890abcde"}
	return []story{
		{
			platform: "semaphore",
			at:       func(host string) object { return object{"organization": "my-org", "host": host} },
			hosted:   object{"organization": "my-org"},
			filters:  object{"project_ids": []any{semaphore["project_id"]}, "repositories": []any{"web"}, "branches": []any{"main"}},
			job:      semaphore,
			alias:    "936a5312-a3b8-4921-8b3f-2cec8baac574",
			others: map[string]object{
				wrongBranch: with(semaphore, object{"branch": "feature"}),
				pullRequest: with(semaphore, object{"branch": nil, "merge_commit": "5c84719708b9b649b9ef3b56af214f38cee6acd3"}),
				stranger:    with(semaphore, object{"project_id": "11111111-a3b8-4921-8b3f-2cec8baac574"}),
			},
		},
		{
			platform:  "circleci",
			at:        func(host string) object { return with(organization, object{"host": host}) },
			hosted:    organization,
			filters:   object{"project_ids": []any{circleci["project_id"]}, "repositories": []any{"github.com/my-org/web"}, "branches": []any{"main"}},
			job:       circleci,
			accept:    []any{"cci-server"},
			hostedAny: true,
			alias:     "76543210-ba98-4edc-8210-edcba0987654",
			others: map[string]object{
				wrongBranch: with(circleci, object{"branch": "feature"}),
				pullRequest: with(circleci, object{"branch": "pull/7"}),
				stranger:    with(circleci, object{"project_id": "11111111-ba98-4edc-8210-edcba0987654"}),
			},
		},
		{
			platform:  "gitlab",
			at:        func(host string) object { return object{"url": "https://gitlab." + host} },
			hosted:    object{},
			filters:   object{"project_ids": []any{gitlab["project_id"]}, "branches": []any{"main"}, "minimum_version": "18.2.2"},
			job:       gitlab,
			audiences: []any{"https://vault.example.com"},
			alias:     "57382910",
			others: map[string]object{
				wrongBranch: with(gitlab, object{"branch": "feature"}),
				// A merge request's pipeline shows its source branch.
				pullRequest: with(gitlab, object{"branch": "feature", "pipeline_source": "merge_request_event"}),
				stranger:    with(gitlab, object{"project_id": "57382911"}),
			},
		},
		{
			platform: "github",
			at: func(host string) object {
				return object{"issuer": "https://github." + host + "/_services/token", "subject_format": "classic"}
			},
			hosted:    object{"subject_format": "classic"},
			filters:   object{"repositories": []any{"my-org/web"}, "repository_ids": []any{github["repository_id"]}, "owner_ids": []any{github["owner_id"]}, "branches": []any{"main"}},
			job:       github,
			audiences: []any{"https://vault.example.com"},
			alias:     "456789",
			others: map[string]object{
				wrongBranch: with(github, object{"branch": "feature"}),
				pullRequest: with(github, object{"branch": nil, "pull_ref": "7/merge", "event_name": "pull_request"}),
				stranger:    with(github, object{"repository_id": "456790"}),
			},
		},
		{
			platform:  "hcp_terraform",
			at:        func(host string) object { return object{"url": "https://tfe." + host} },
			hosted:    object{},
			filters:   object{"organization": "my-org", "organization_id": hcp["organization_id"], "workspace_ids": []any{hcp["workspace_id"]}, "workspaces": []any{"web"}, "run_phases": []any{"apply"}},
			job:       hcp,
			audiences: []any{"vault.workload.identity"},
			alias:     "org-GRNbCjYNpBB6NEH9",
			others: map[string]object{
				// Runs have no branch here; whoever opens a pull request causes a plan.
				wrongBranch: with(hcp, object{"workspace": "staging"}),
				pullRequest: with(hcp, object{"run_phase": "plan"}),
				stranger:    with(hcp, object{"workspace_id": "ws-AAAAAAAAAAAAAAAA"}),
			},
		},
	}
}
