package world

// unions are documents for several descriptions.
func unions() []Case {
	sem := func(f Filters) Part {
		return Part{"semaphore", Filters{"organization": "my-org", "project_ids": []string{semWeb}, "branches": []string{"main"}}.with(f)}
	}
	cci := func(f Filters) Part {
		return Part{"circleci", Filters{"organization_id": cciOrg, "project_ids": []string{cciWeb}, "branches": []string{"main"}, "repositories": []string{"github.com/my-org/web"}}.with(f)}
	}
	gl := func(f Filters) Part {
		return Part{"gitlab", Filters{"projects": []string{"my-group/my-project"}, "branches": []string{"main"}}.with(f)}
	}
	list := func(name string, audiences []string, parts ...Part) Case {
		return Case{Name: "union/" + name, Parts: parts, Audiences: audiences}
	}
	aud := []string{glAudience}
	return []Case{
		list("semaphore-projects", nil, sem(nil), sem(Filters{"project_ids": []string{semAPI}, "branches": []string{"dev"}})),
		list("semaphore-same-refs", nil, sem(nil), sem(Filters{"project_ids": []string{semAPI}})),
		list("semaphore-repositories", nil, sem(Filters{"repositories": []string{"web"}}), sem(Filters{"project_ids": []string{semAPI}, "repositories": []string{"api"}, "branches": []string{"release-*"}})),
		list("semaphore-organizations", nil, sem(nil), sem(Filters{"organization": "other-org"})),
		list("semaphore-overlap", nil, sem(nil), sem(Filters{"branches": []string{"m*"}})),
		list("semaphore-debug", nil, sem(Filters{"debug_sessions": false}), sem(Filters{"branches": []string{"dev"}})),
		list("circleci-origins", nil, cci(nil), cci(Filters{"repositories": []string{"gitlab.com/mylab/web"}, "branches": []string{"dev"}})),
		list("circleci-projects", nil, cci(nil), cci(Filters{"project_ids": []string{cciAPI}, "branches": []string{"release-*"}})),
		list("circleci-users", nil, cci(Filters{"user_ids": []string{cciUser}}), cci(Filters{"user_ids": []string{cciOther}, "branches": []string{"dev"}})),
		list("circleci-versions", nil, cci(Filters{"user_ids": []string{cciUser}}), cci(Filters{"token_version": "v1", "branches": nil, "repositories": nil, "user_ids": []string{cciOther}})),
		list("gitlab-projects", aud, gl(nil), gl(Filters{"projects": []string{"my-group/api"}, "branches": []string{"release-*"}})),
		list("gitlab-path-or-id", aud, gl(nil), gl(Filters{"projects": nil, "project_ids": []string{"57382911"}})),
		list("gitlab-keys", aud, gl(Filters{"pipeline_sources": []string{"push"}}), gl(Filters{"branches": []string{"dev"}, "ref_protected": true})),
		list("gitlab-instances", aud, gl(nil), gl(Filters{"url": "https://gitlab.example.com", "minimum_version": "18.2.2"})),
		list("gitlab-orders", aud, gl(nil), gl(Filters{"projects": nil, "project_ids": []string{"57382911"}, "subject_components": []string{"project_id", "ref_type", "ref"}})),
		list("platforms", aud, gl(nil), sem(nil), cci(nil)),
	}
}
