package world

// glAudience is what jobs of GitLab ask for in the worlds.
const glAudience = "https://deploy.example.com"

func gitlab() []Case {
	refs := append([]variant{
		{"branch", Filters{"branches": []string{"main"}}},
		{"branches", Filters{"branches": []string{"main", "dev"}}},
		{"branch-glob", Filters{"branches": []string{"release-*"}}},
		{"branch-glob-front", Filters{"branches": []string{"*/main"}}},
		{"branch-any", Filters{"branches": []string{"*"}}},
		{"branch-mixed", Filters{"branches": []string{"main", "release-*"}}},
		{"tag", Filters{"tags": []string{"v1.0.0"}}},
		{"tag-glob", Filters{"tags": []string{"v*"}}},
		{"tag-any", Filters{"tags": []string{"*"}}},
		{"branch+tag", Filters{"branches": []string{"main"}, "tags": []string{"main"}}},
		{"branch+tag-glob", Filters{"branches": []string{"main"}, "tags": []string{"v*"}}},
		{"any-branch+tag", Filters{"branches": []string{"*"}, "tags": []string{"*"}}},
	}, hostileRefs...)
	components := func(list ...string) Filters { return Filters{"subject_components": list} }
	byID := Filters{"projects": nil, "project_ids": []string{"57382910"}}
	private := Filters{"url": "https://gitlab.example.com"}
	modern := private.with(Filters{"minimum_version": "18.2.2"})
	others := []variant{
		{"projects", Filters{"projects": []string{"my-group/my-project", "my-group/api"}}},
		{"group", Filters{"projects": []string{"my-group/*"}}},
		{"group-and-project", Filters{"projects": []string{"my-group/*", "partner/api"}}},
		{"project-glob", Filters{"projects": []string{"my-group/my-*"}}},
		{"project-glob-inside", Filters{"projects": []string{"my-group/*/deploy"}}},
		{"group-prefix", Filters{"projects": []string{"my-group*"}}},
		{"anybody", Filters{"projects": []string{"*"}}},
		{"anybody-named", Filters{"projects": []string{"*/my-project"}}},
		{"id", byID},
		{"ids", Filters{"projects": nil, "project_ids": []string{"57382910", "57382911"}}},
		{"path-and-id", Filters{"project_ids": []string{"57382910"}}},
		{"namespace", Filters{"namespace_ids": []string{"72"}}},
		{"namespace-group", Filters{"projects": []string{"my-group/*"}, "namespace_ids": []string{"72", "73"}}},
		{"protected", Filters{"ref_protected": true}},
		{"push", Filters{"pipeline_sources": []string{"push"}}},
		{"sources", Filters{"pipeline_sources": []string{"push", "web", "schedule"}}},
		{"environment", Filters{"environments": []string{"production"}}},
		{"environment-glob", Filters{"environments": []string{"production/*", "staging"}}},
		{"environment-any", Filters{"environments": []string{"*"}}},
		{"id-first", byID.with(components("project_id", "ref_type", "ref"))},
		{"id-first-open", components("project_id", "ref_type", "ref")},
		{"id-first-both", components("project_id", "ref_type", "ref").with(Filters{"project_ids": []string{"57382910"}})},
		{"path-only", components("project_path")},
		{"ref-before-type", components("project_path", "ref", "ref_type")},
		{"protected-in-sub", components("project_path", "ref_type", "ref", "ref_protected").with(Filters{"ref_protected": true})},
		{"protected-second", components("project_path", "ref_protected", "ref_type", "ref").with(Filters{"ref_protected": true})},
		{"protected-open-in-sub", components("project_path", "ref_type", "ref", "ref_protected")},
		{"tier-in-sub", components("project_path", "ref_type", "ref", "deployment_tier")},
		{"tier-before-ref", components("project_path", "deployment_tier", "ref_type", "ref")},
		{"environment-in-sub", components("project_path", "environment_protected", "deployment_tier", "ref_type", "ref").with(Filters{"environments": []string{"production"}})},
		{"private-old", private},
		{"private", modern},
		{"private-push", private.with(Filters{"pipeline_sources": []string{"push"}})},
		{"private-17", private.with(Filters{"minimum_version": "17.11"})},
		{"private-any", modern.with(Filters{"projects": []string{"*"}})},
		{"private-group", modern.with(Filters{"projects": []string{"my-group/*"}})},
		{"private-named", modern.with(Filters{"projects": []string{"*/my-project"}})},
		{"private-id", byID.with(modern).with(components("project_id", "ref_type", "ref"))},
		{"private-protected", modern.with(components("project_path", "ref_type", "ref", "ref_protected")).with(Filters{"ref_protected": true})},
		{"private-path", Filters{"url": "https://example.com/gitlab", "minimum_version": "18.5"}},
	}
	base := Filters{"projects": []string{"my-group/my-project"}}
	audience := []string{glAudience}
	out := cross("gitlab", base, audience, refs, pick(refs, "branch", "branch-glob", "branch+tag-glob"), others)
	for _, r := range append(pick(refs, "branches", "tag", "branch+tag"), hostileRefs...) {
		for _, v := range pick(others, "path-and-id", "id-first") {
			out = append(out, Case{Name: "gitlab/" + r.name + "/" + v.name, Audiences: audience, Parts: []Part{{"gitlab", base.with(r.filters).with(v.filters)}}})
		}
	}
	out = append(out,
		Case{Name: "gitlab/two-audiences", Parts: []Part{{"gitlab", base.with(refs[0].filters)}}, Audiences: []string{glAudience, "second"}},
		Case{Name: "gitlab/accepted-environment", Audiences: audience, Accept: []string{"environments"},
			Parts: []Part{{"gitlab", base.with(refs[0].filters).with(Filters{"environments": []string{"production"}})}}},
		Case{Name: "gitlab/accepted-private", Audiences: audience, Accept: []string{"project_ids", "pipeline_sources", "ref_protected"},
			Parts: []Part{{"gitlab", base.with(refs[0].filters).with(modern).with(Filters{"project_ids": []string{"57382910"}, "pipeline_sources": []string{"push"}, "ref_protected": true})}}},
	)
	return out
}
