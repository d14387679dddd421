package world

// Ids of CircleCI.
const (
	cciOrg     = "01234567-89ab-4def-8123-4567890abcde"
	cciWeb     = "76543210-ba98-4edc-8210-edcba0987654"
	cciAPI     = "76543210-ba98-4edc-8210-edcba0987655"
	cciUser    = "11111111-2222-4333-8444-555555555555"
	cciOther   = "11111111-2222-4333-8444-555555555556"
	cciContext = "22222222-3333-4444-8555-666666666666"
)

func circleci() []Case {
	refs := append([]variant{
		{"branch", Filters{"branches": []string{"main"}}},
		{"branches", Filters{"branches": []string{"main", "dev"}}},
		{"branch-glob", Filters{"branches": []string{"release-*"}}},
		{"branch-glob-front", Filters{"branches": []string{"*/main"}}},
		{"branch-any", Filters{"branches": []string{"*"}}},
		{"branch-mixed", Filters{"branches": []string{"main", "release-*"}}},
		{"tag", Filters{"tags": []string{"v1.0.0"}}},
		{"branch+tag", Filters{"branches": []string{"main"}, "tags": []string{"v*"}}},
		{"any-branch+tag", Filters{"branches": []string{"*"}, "tags": []string{"*"}}},
		{"pull-request", Filters{"pull_requests": true}},
		{"branch+pull-request", Filters{"branches": []string{"main"}, "pull_requests": true}},
	}, hostileRefs...)
	others := []variant{
		{"repository", Filters{"repositories": []string{"github.com/my-org/web"}}},
		{"repositories", Filters{"repositories": []string{"github.com/my-org/web", "github.com/my-org/api"}}},
		{"two-owners", Filters{"repositories": []string{"github.com/my-org/web", "github.com/other/api"}}},
		{"owner", Filters{"repositories": []string{"github.com/my-org/*"}}},
		{"repository-glob", Filters{"repositories": []string{"github.com/my-org/we*"}}},
		{"github", Filters{"repositories": []string{"github.com/*"}}},
		{"gitlab-project", Filters{"repositories": []string{"gitlab.com/mylab/web"}}},
		{"gitlab-nested", Filters{"repositories": []string{"gitlab.com/mylab/sub/web"}}},
		{"gitlab-group", Filters{"repositories": []string{"gitlab.com/mylab/*"}}},
		{"two-hosts", Filters{"repositories": []string{"github.com/my-org/web", "gitlab.com/mylab/web"}}},
		{"bitbucket", Filters{"repositories": []string{"bitbucket.org/my-team/web"}}},
		{"any-origin", Filters{"repositories": []string{"*"}}},
		{"user", Filters{"user_ids": []string{cciUser}}},
		{"users", Filters{"user_ids": []string{cciUser, cciOther}}},
		{"user-repository", Filters{"user_ids": []string{cciUser}, "repositories": []string{"github.com/my-org/web"}}},
		{"users-repositories", Filters{"user_ids": []string{cciUser, cciOther}, "repositories": []string{"github.com/my-org/web", "gitlab.com/mylab/web"}}},
		{"context", Filters{"context_ids": []string{cciContext}, "repositories": []string{"github.com/my-org/web"}}},
		{"no-ssh", Filters{"ssh_rerun": false, "repositories": []string{"github.com/my-org/web"}}},
		{"no-ssh-owner", Filters{"ssh_rerun": false, "repositories": []string{"github.com/my-org/*"}}},
		{"context-no-ssh", Filters{"ssh_rerun": false, "context_ids": []string{cciContext}}},
		{"v1", Filters{"token_version": "v1"}},
		{"any-version", Filters{"token_version": "any"}},
		{"any-version-repository", Filters{"token_version": "any", "repositories": []string{"github.com/my-org/web"}}},
		{"two-projects", Filters{"project_ids": []string{cciWeb, cciAPI}, "repositories": []string{"github.com/my-org/web"}}},
		{"any-project", Filters{"project_ids": []string{"*"}, "repositories": []string{"github.com/my-org/web"}}},
		{"audience", Filters{"audiences": []string{"https://vault.example.com"}, "repositories": []string{"github.com/my-org/web"}}},
		{"audiences", Filters{"audiences": []string{"https://vault.example.com", "other"}, "repositories": []string{"github.com/my-org/web"}}},
		{"server", Filters{"host": "circleci.example.com", "repositories": []string{"github.com/my-org/web"}}},
	}
	base := Filters{"organization_id": cciOrg, "project_ids": []string{cciWeb}}
	out := cross("circleci", base, nil, refs, pick(refs, "branch", "branch-glob", "branch-any"), others)
	// With V1 tokens refs need not be said.
	for _, v := range []variant{
		{"v1-project", Filters{"token_version": "v1"}},
		{"v1-user", Filters{"token_version": "v1", "user_ids": []string{cciUser}}},
		{"v1-any-project", Filters{"token_version": "v1", "project_ids": []string{"*"}}},
		{"v1-any-project-user", Filters{"token_version": "v1", "project_ids": []string{"*"}, "user_ids": []string{cciUser, cciOther}}},
		{"v1-no-ssh", Filters{"token_version": "v1", "ssh_rerun": false}},
	} {
		out = append(out, Case{Name: "circleci/" + v.name, Parts: []Part{{"circleci", base.with(v.filters)}}})
	}
	for _, h := range hostileRefs {
		f := base.with(h.filters).with(Filters{"repositories": []string{"github.com/my-org/web"}})
		out = append(out,
			Case{Name: "circleci/" + h.name + "/repository", Parts: []Part{{"circleci", f}}},
			Case{Name: "circleci/" + h.name + "/user-repository", Parts: []Part{{"circleci", f.with(Filters{"user_ids": []string{cciUser}})}}},
		)
	}
	for _, v := range pick(others, "gitlab-project", "gitlab-nested", "gitlab-group", "two-hosts", "users-repositories") {
		for _, r := range pick(refs, "branch-injection", "branch-mixed") {
			out = append(out, Case{Name: "circleci/" + r.name + "/" + v.name, Parts: []Part{{"circleci", base.with(r.filters).with(v.filters)}}})
		}
	}
	for _, r := range pick(refs, "branch", "branch-glob", "branch-any") {
		out = append(out, Case{
			Name:   "circleci/" + r.name + "/accepted",
			Parts:  []Part{{"circleci", base.with(r.filters).with(Filters{"ssh_rerun": false, "context_ids": []string{cciContext}, "repositories": []string{"github.com/my-org/web"}})}},
			Accept: []string{"ssh_rerun", "context_ids"},
		})
	}
	return out
}
