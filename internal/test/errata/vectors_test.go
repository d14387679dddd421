package errata

import (
	"maps"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// TestVectors compiles descriptions to AWS policies and asks them for subjects
// that must and must not get in, a row for each platform and trigger. The
// audience is the right one each time and no other claim is in the way, so that
// the patterns alone decide.
func TestVectors(t *testing.T) {
	const (
		semaphore = "org:my-org:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:web:ref_type:"
		circle    = "org/" + circleOrg + "/project/" + circleProject + "/user/" + circleUser
		origin    = circle + "/vcs-origin/github.com/my-org/web/vcs-ref/"
	)
	for _, row := range []struct {
		name, platform string
		descriptions   []args // each must admit and refuse
		match, refuse  []string
	}{
		{
			name: "Semaphore: branch main", platform: "semaphore",
			descriptions: []args{{"branches": []string{"main"}}, {"branches": []string{"m*n"}}, {"branches": []string{"*"}}, {"repositories": []string{"*"}}},
			match:        []string{semaphore + "branch:ref:refs/heads/main"},
			refuse: []string{
				semaphore + "pull-request:ref:refs/semaphoreci/5c84719708b9b649b9ef3b56af214f38cee6acd3", // into main
				semaphore + "pull-request:ref:refs/pull/123/merge",
				semaphore + ":ref:", // sem debug project
				semaphore + "tag:ref:refs/tags/main",
				strings.Replace(semaphore, "936a5312", "00000000", 1) + "branch:ref:refs/heads/main",
			},
		},
		{
			name: "CircleCI V2: branch main", platform: "circleci",
			descriptions: []args{
				{"branches": []string{"main"}},
				{"branches": []string{"main", "release-*"}},
				{"branches": []string{"main"}, "project_ids": []string{"*"}},
				{"branches": []string{"main"}, "user_ids": []string{circleUser}},
			},
			match: []string{origin + "refs/heads/main"},
			refuse: []string{
				origin + "refs/heads/x/vcs-ref/refs/heads/main",
				origin + "refs/heads/x/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/main",
				circle + "/vcs-origin/github.com/evil/web/vcs-ref/refs/heads/x/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/main",
				circle + "/vcs-origin/github.com/evil/web/vcs-ref/refs/heads/pull/7", // a fork
				circle,
			},
		},
		{
			name: "CircleCI V2: any branch", platform: "circleci",
			descriptions: []args{{"branches": []string{"*"}}, {"branches": []string{"*"}, "project_ids": []string{"*"}}},
			match:        []string{origin + "refs/heads/main", origin + "refs/heads/x/vcs-ref/refs/heads/main"},
			refuse: []string{
				circle + "/vcs-origin/github.com/evil/web/vcs-ref/refs/heads/x/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/main",
				circle + "/vcs-origin/github.com/evil/web/vcs-ref/refs/heads/pull/7",
				origin + "refs/tags/v1",
			},
		},
		{
			name: "CircleCI: audit streaming", platform: "circleci",
			descriptions: []args{
				{"branches": []string{"*"}, "project_ids": []string{"*"}},
				{"token_version": "v1", "project_ids": []string{"*"}, "repositories": nil},
			},
			refuse: []string{"org/" + circleOrg + "/file-streaming/audit-logs"},
		},
		{
			name: "GitLab: branch main", platform: "gitlab",
			descriptions: []args{
				{"branches": []string{"main"}},
				{"branches": []string{"m*"}},
				{"branches": []string{"*"}},
				{"branches": []string{"main"}, "projects": []string{"g/*"}},
			},
			match: []string{"project_path:g/p:ref_type:branch:ref:main"},
			refuse: []string{
				"project_path:g/p:ref_type:tag:ref:main",
				"project_path:g-evil/p:ref_type:branch:ref:main",
				"project_path:attacker/p:ref_type:branch:ref:main", // a fork
				"project_id:123:ref_type:branch:ref:main",
				"project_id:123:ref_type:branch:ref:project_path:g/p:ref_type:branch:ref:main",
			},
		},
		{
			name: "GitLab: branch main, id first", platform: "gitlab",
			descriptions: []args{
				{"branches": []string{"main"}, "projects": nil, "project_ids": []string{"123"}, "subject_components": []string{"project_id", "ref_type", "ref"}},
				{"branches": []string{"*"}, "projects": nil, "project_ids": []string{"123"}, "subject_components": []string{"project_id", "ref_type", "ref"}},
			},
			match: []string{"project_id:123:ref_type:branch:ref:main"},
			refuse: []string{
				"project_id:123:ref_type:tag:ref:main",
				"project_id:1234:ref_type:branch:ref:main",
				"project_path:g-evil/p:ref_type:branch:ref:main",
				"project_path:attacker/p:ref_type:branch:ref:main",
			},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			for _, more := range row.descriptions {
				filters := vectorFilters(row.platform)
				maps.Copy(filters, more)
				maps.DeleteFunc(filters, func(_ string, v any) bool { return v == nil })
				p := trustPolicy(t, describe(t, row.platform, filters), vectorOptions(row.platform))
				for _, sub := range row.match {
					if !p.admits(vectorToken(row.platform, sub)) {
						t.Errorf("%v refuses %s", more, sub)
					}
				}
				for _, sub := range row.refuse {
					if p.admits(vectorToken(row.platform, sub)) {
						t.Errorf("%v admits %s", more, sub)
					}
				}
			}
		})
	}
}

func vectorFilters(platform string) args {
	switch platform {
	case "semaphore":
		return semaphoreWeb()
	case "circleci":
		return args{"organization_id": circleOrg, "project_ids": []string{circleProject}, "repositories": []string{"github.com/my-org/web"}}
	}
	return args{"projects": []string{"g/p"}}
}

func vectorOptions(platform string) args {
	if platform == "gitlab" {
		return args{"account_id": "123456789012", "audiences": []string{"https://aws.example.com"}}
	}
	return account
}

// vectorToken is the token of the described project: what an outsider does not
// show right may only be in the subject.
func vectorToken(platform, sub string) map[string]string {
	switch platform {
	case "semaphore":
		return map[string]string{"my-org.semaphoreci.com:aud": "https://my-org.semaphoreci.com", "my-org.semaphoreci.com:sub": sub}
	case "circleci":
		return circleToken(sub)
	}
	return map[string]string{"gitlab.com:aud": "https://aws.example.com", "gitlab.com:sub": sub, "gitlab.com:project_id": "123"}
}

// TestVectorsThatNoPatternSays holds the rows of which no AWS pattern is exact:
// CircleCI's own pattern with * for the repository admits the first two
// strangers of its row, so it is an error.
func TestVectorsThatNoPatternSays(t *testing.T) {
	const project = "org/" + circleOrg + "/project/"
	const rest = "/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/main"
	evil := project + circleProject + "/user/" + circleUser + "/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/x/vcs-ref/refs/heads/main"
	if !like(project+"*/user/*/vcs-origin/github.com/my-org/*/vcs-ref/refs/heads/main", evil) {
		t.Error("the documented pattern is sound after all")
	}
	if !like(project+circleProject+"/user/*"+rest, strings.Replace(evil, "x/vcs-ref/refs/heads/main", "x"+rest, 1)) {
		t.Error("* for the user is sound after all")
	}
	for _, more := range []args{
		{"repositories": []string{"github.com/my-org/*"}, "branches": []string{"main"}},
		{"repositories": []string{"github.com/*"}, "branches": []string{"*"}},
		{"repositories": []string{"gitlab.com/my-org/*"}, "branches": []string{"main"}},
		{"branches": []string{"main"}, "repositories": nil},
		{"branches": []string{"*"}, "repositories": nil},
	} {
		filters := vectorFilters("circleci")
		maps.Copy(filters, more)
		maps.DeleteFunc(filters, func(_ string, v any) bool { return v == nil })
		_, problems := aws.TrustPolicy(describe(t, "circleci", filters), value.Of(account))
		refused(t, problem.Inexpressible, problems)
	}
}
