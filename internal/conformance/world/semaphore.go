package world

// Two projects of Semaphore.
const (
	semWeb = "936a5312-a3b8-4921-8b3f-2cec8baac574"
	semAPI = "936a5312-a3b8-4921-8b3f-2cec8baac575"
	semOrg = "00000000-1111-4222-8333-444444444444"
)

// hostileRefs are ref names that git takes and that some document might
// misread.
var hostileRefs = []variant{
	{"branch-quote", Filters{"branches": []string{"main'||true||'"}}},
	{"branch-variable", Filters{"branches": []string{"a${user}"}}},
	{"branch-comma", Filters{"branches": []string{"a,b"}}},
	{"branch-comma-beside", Filters{"branches": []string{"a,b", "c"}}},
	{"branch-cyrillic", Filters{"branches": []string{"ветка"}}},
	{"branch-latin1", Filters{"branches": []string{"señal-é"}}},
	{"branch-kelvin", Filters{"branches": []string{"\u212a"}}},
	{"branch-injection", Filters{"branches": []string{"x/vcs-ref/refs/heads/main"}}},
	{"branch-json", Filters{"branches": []string{`a"},{"b`}}},
	{"branch-regexp", Filters{"branches": []string{"a.c+(d)|e$", "a.c-*"}}},
}

func semaphore() []Case {
	refs := append([]variant{
		{"branch", Filters{"branches": []string{"main"}}},
		{"branches", Filters{"branches": []string{"main", "dev"}}},
		{"branch-glob", Filters{"branches": []string{"release-*"}}},
		{"branch-glob-front", Filters{"branches": []string{"*/main"}}},
		{"branch-glob-middle", Filters{"branches": []string{"team/*/main"}}},
		{"branch-any", Filters{"branches": []string{"*"}}},
		{"branch-mixed", Filters{"branches": []string{"main", "release-*", "hotfix/*"}}},
		{"tag", Filters{"tags": []string{"v1.0.0"}}},
		{"tag-glob", Filters{"tags": []string{"v*"}}},
		{"tag-any", Filters{"tags": []string{"*"}}},
		{"branch+tag", Filters{"branches": []string{"main"}, "tags": []string{"main"}}},
		{"branch+tag-glob", Filters{"branches": []string{"main"}, "tags": []string{"v*"}}},
		{"any-branch+tag", Filters{"branches": []string{"*"}, "tags": []string{"*"}}},
		{"pull-request", Filters{"pull_requests": true}},
		{"branch+pull-request", Filters{"branches": []string{"main"}, "pull_requests": true}},
		{"everything", Filters{"branches": []string{"*"}, "tags": []string{"*"}, "pull_requests": true}},
	}, hostileRefs...)
	others := []variant{
		{"no-debug", Filters{"debug_sessions": false}},
		{"repository", Filters{"repositories": []string{"web"}}},
		{"repositories", Filters{"repositories": []string{"web", "api"}}},
		{"repository-glob", Filters{"repositories": []string{"we*"}}},
		{"organization-id", Filters{"organization_id": semOrg}},
		{"generic", Filters{"generic_git": true}},
		{"generic-repository", Filters{"generic_git": true, "repositories": []string{"web"}}},
		{"generic-colon", Filters{"generic_git": true, "repositories": []string{"we:ird"}}},
		{"two-projects", Filters{"project_ids": []string{semWeb, semAPI}}},
		{"any-project", Filters{"project_ids": []string{"*"}}},
		{"any-project-repository", Filters{"project_ids": []string{"*"}, "repositories": []string{"web"}}},
		{"self-hosted", Filters{"host": "ci.example.com"}},
		{"no-debug-repository", Filters{"debug_sessions": false, "repositories": []string{"web"}, "organization_id": semOrg}},
	}
	base := Filters{"organization": "my-org", "project_ids": []string{semWeb}}
	few := pick(refs, "branch", "branch-glob", "branch-any", "branch+tag-glob", "branch+pull-request")
	exact := pick(others, "repository", "repositories")
	out := cross("semaphore", base, nil, refs, few, others)
	// Azure needs everything said.
	for _, r := range append(pick(refs, "branches", "branch+tag"), hostileRefs...) {
		for _, v := range exact {
			out = append(out, Case{Name: "semaphore/" + r.name + "/" + v.name, Parts: []Part{{"semaphore", base.with(r.filters).with(v.filters)}}})
		}
	}
	for _, r := range few {
		out = append(out, Case{
			Name:   "semaphore/" + r.name + "/accepted",
			Parts:  []Part{{"semaphore", base.with(r.filters).with(Filters{"debug_sessions": false, "organization_id": semOrg})}},
			Accept: []string{"debug_sessions", "organization_id"},
		})
	}
	return out
}
