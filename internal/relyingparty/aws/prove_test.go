package aws

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

func describe(t testing.TB, platform string, filters map[string]any) trust.Jobs {
	t.Helper()
	d, problems := trust.Describe(platform, value.Of(filters))
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	return d.Jobs
}

// TestCircleCIGuide: the pattern that CircleCI's own guide recommends lets in a
// branch whose name goes on like a subject.
func TestCircleCIGuide(t *testing.T) {
	const org, project = "01234567-89ab-4def-8123-4567890abcde", "936a5312-a3b8-4921-8b3f-2cec8baac574"
	jobs := describe(t, "circleci", map[string]any{"organization_id": org, "project_ids": []string{project}, "branches": []string{"main"}})
	policy := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/oidc.circleci.com/org/` + org + `"},
		"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringLike":{"oidc.circleci.com/org/` + org + `:sub":"org/` + org + `/project/` + project + `/user/*/vcs-origin/*/vcs-ref/refs/heads/main"}}}]}`
	doc, err := Parse(policy)
	if err != nil {
		t.Fatal(err)
	}
	v := proof.Compare(proof.Comparison{Document: doc, Jobs: jobs})
	if v.Wider != proof.Yes || v.Narrower != proof.No || !strings.HasSuffix(v.WiderExample.Job.Values["branch"], "/vcs-ref/refs/heads/main") {
		t.Errorf("%+v", v)
	}
	t.Log(v.WiderExample, v.WiderExample.Token())
}

// BenchmarkProve is the proof of ordinary policies, both directions, with what
// it rests on.
func BenchmarkProve(b *testing.B) {
	const id = "936a5312-a3b8-4921-8b3f-2cec8baac574"
	for name, c := range map[string]struct {
		platform string
		filters  map[string]any
	}{
		"gitlab":         {"gitlab", map[string]any{"projects": []string{"my-group/my-project"}, "branches": []string{"main"}}},
		"gitlab-globs":   {"gitlab", map[string]any{"projects": []string{"my-group/*"}, "branches": []string{"main", "release-1"}, "project_ids": []string{"1", "2"}}},
		"semaphore":      {"semaphore", map[string]any{"organization": "acme", "project_ids": []string{id}, "branches": []string{"main", "release-*"}}},
		"circleci":       {"circleci", map[string]any{"organization_id": id, "project_ids": []string{id}, "branches": []string{"main"}, "repositories": []string{"github.com/acme/web"}}},
		"circleci-users": {"circleci", map[string]any{"organization_id": id, "project_ids": []string{id}, "branches": []string{"main"}, "repositories": []string{"github.com/acme/web"}, "user_ids": []string{id}}},
	} {
		b.Run(name, func(b *testing.B) {
			jobs := describe(b, c.platform, c.filters)
			options := value.Of(map[string]any{"account_id": "123456789012", "audiences": []string{"aud"}})
			if c.platform != "gitlab" {
				options = value.Of(map[string]any{"account_id": "123456789012"})
			}
			p, problems := TrustPolicy(jobs, options)
			if len(problems) > 0 {
				b.Fatal(problems.Text(""))
			}
			for i := range jobs {
				if len(jobs[i].Audiences) == 0 {
					jobs[i].Audiences = []string{"aud"}
				}
			}
			b.Run("compile+proof", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, problems := TrustPolicy(jobs, options); len(problems) > 0 {
						b.Fatal(problems.Text(""))
					}
				}
			})
			b.Run("parse", func(b *testing.B) {
				for b.Loop() {
					if _, err := Parse(p.JSON); err != nil {
						b.Fatal(err)
					}
				}
			})
			doc, _ := Parse(p.JSON)
			b.Run("compare", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if v := proof.Compare(proof.Comparison{Document: doc, Jobs: jobs}); v.Relation != "equal" {
						b.Fatalf("%+v %s %s", v, v.WiderExample, v.NarrowerExample)
					}
				}
			})
		})
	}
}
