package trust

import (
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var (
	anyClaim = func(Description, platform.Claim) bool { return true }
	noClaim  = func(Description, platform.Claim) bool { return false }
)

func jobsOf(t *testing.T, name string, filters map[string]any) Jobs {
	t.Helper()
	d, problems := Describe(name, value.Of(filters))
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	return d.Jobs
}

func gitlabJobs(t *testing.T, more map[string]any) Jobs {
	t.Helper()
	filters := map[string]any{"projects": []string{"g/p"}, "branches": []string{"main"}}
	for name, v := range more {
		filters[name] = v
	}
	return jobsOf(t, "gitlab", filters)
}

// TestHandMadeRestrictions: boxes can restrict variables for which there is no filter.
func TestHandMadeRestrictions(t *testing.T) {
	// The subject shows the tier, or is without it where the job has none: only the
	// first is described.
	jobs := gitlabJobs(t, map[string]any{"subject_components": []string{"project_path", "ref_type", "ref", "deployment_tier"}})
	jobs[0].Boxes[0]["deployment_tier"] = []string{"production"}
	clauses, _, problems := Compile(jobs, Capabilities{RequireSubject: true, Claims: noClaim})
	if len(problems) > 0 || len(clauses) != 1 {
		t.Fatalf("%d clauses: %s", len(clauses), problems.Text(""))
	}
	sub, _ := clauses[0].Atom("sub")
	if got, _ := sub.Literals(); !slices.Equal(got, []string{"project_path:g/p:ref_type:branch:ref:main:deployment_tier:production"}) {
		t.Errorf("subjects %q", sub.Any)
	}
	// What neither a claim nor the subject shows, and no filter is about.
	jobs = gitlabJobs(t, nil)
	jobs[0].Boxes[0]["runner_environment"] = []string{"gitlab-hosted"}
	_, _, problems = Compile(jobs, Capabilities{RequireSubject: true, Claims: anyClaim})
	if got := problems.Text(""); !strings.HasPrefix(got, `CE107 jobs[0]: restricts "runner_environment"`) {
		t.Errorf("a variable without filter: %s", got)
	}
}

// TestTooManyValues: a description that multiplies beyond all documents stops early.
func TestTooManyValues(t *testing.T) {
	many := func(prefix string) (out []string) {
		for i := range 150 {
			out = append(out, prefix+strings.Repeat("x", i))
		}
		return out
	}
	jobs := gitlabJobs(t, map[string]any{"projects": many("g/p"), "branches": many("b")})
	_, _, problems := Compile(jobs, Capabilities{RequireSubject: true, Claims: noClaim})
	if len(problems) != 1 || problems[0].Code != problem.TooLong {
		t.Errorf("22,500 subjects: %s", problems.Text(""))
	}
}

// TestContains: a job is described when each restricted variable is within the
// patterns, and is shown by a claim that the token has.
func TestContains(t *testing.T) {
	staging := gitlabJobs(t, map[string]any{"environments": []string{"*"}})[0]
	circle := jobsOf(t, "circleci", map[string]any{
		"organization_id": "01234567-89ab-4def-8123-4567890abcde", "project_ids": []string{"*"}, "repositories": []string{"github.com/o/r"},
		"branches": []string{"main"}, "context_ids": []string{"22222222-3333-4444-8555-666666666666"},
	})[0]
	gitlab := map[string]string{"project_path": "g/p", "branch": "main", "environment": "staging"}
	with := func(values map[string]string, name, text string) map[string]string {
		out := map[string]string{name: text}
		for v, s := range values {
			if v != name {
				out[v] = s
			}
		}
		return out
	}
	origin := map[string]string{"organization_id": "01234567-89ab-4def-8123-4567890abcde", "owner": "o", "repository": "r", "branch": "main"}
	for _, c := range []struct {
		why  string
		d    Description
		job  platform.Job
		want bool
	}{
		{"all as described", staging, platform.Job{Form: "branch", Values: gitlab}, true},
		{"another branch", staging, platform.Job{Form: "branch", Values: with(gitlab, "branch", "dev")}, false},
		{"a tag of the branch's name", staging, platform.Job{Form: "tag", Values: with(gitlab, "tag", "main")}, false},
		{"a form that is not the platform's", staging, platform.Job{Form: "audit_log", Values: gitlab}, false},
		{"some environment is wanted, and there is none", staging, platform.Job{Form: "branch", Values: gitlab, Absent: []string{"environment"}}, false},
		{"one of the contexts", circle, platform.Job{Form: "github_branch", Values: with(origin, "context_id", "9,22222222-3333-4444-8555-666666666666")}, true},
		{"none of them", circle, platform.Job{Form: "github_branch", Values: with(origin, "context_id", "")}, false},
	} {
		if got := c.d.Contains(c.job); got != c.want {
			t.Errorf("%s: %v", c.why, got)
		}
	}
}

// TestSorted: the order of descriptions and boxes does not show.
func TestSorted(t *testing.T) {
	a, b := gitlabJobs(t, nil), gitlabJobs(t, map[string]any{"tags": []string{"v1"}})
	c := gitlabJobs(t, map[string]any{"url": "https://git.example.com"})
	turned := b[0]
	turned.Boxes = slices.Clone(turned.Boxes)
	slices.Reverse(turned.Boxes)
	one, two := Jobs{a[0], b[0], c[0]}.Sorted(), Jobs{c[0], turned, a[0]}.Sorted()
	for i := range one {
		if one[i].Issuer != two[i].Issuer || len(one[i].Boxes) != len(two[i].Boxes) {
			t.Fatalf("description %d differs", i)
		}
		for j := range one[i].Boxes {
			if product(one[i].Boxes[j]).key("") != product(two[i].Boxes[j]).key("") {
				t.Errorf("description %d, box %d differs", i, j)
			}
		}
	}
}

// TestDefaultAudience: what a platform signs for may follow from what is described.
func TestDefaultAudience(t *testing.T) {
	semaphore := jobsOf(t, "semaphore", map[string]any{"organization": "acme", "project_ids": []string{"*"}, "branches": []string{"*"}})[0]
	if got := semaphore.DefaultAudience(); got != "https://acme.semaphoreci.com" {
		t.Errorf("Semaphore's: %q", got)
	}
	if got := gitlabJobs(t, nil)[0].DefaultAudience(); got != "" {
		t.Errorf("each job of GitLab picks, got %q", got)
	}
}

// TestBoxWith: an intersection is empty where two filters have nothing in common.
func TestBoxWith(t *testing.T) {
	for _, c := range []struct {
		why        string
		a, b, want Box
	}{
		{"another variable", Box{"x": {"1"}}, Box{"y": {"2"}}, Box{"x": {"1"}, "y": {"2"}}},
		{"a pattern and values", Box{"x": {"a*"}}, Box{"x": {"ab", "b"}}, Box{"x": {"ab"}}},
		{"values and a pattern", Box{"x": {"ab", "b"}}, Box{"x": {"a*"}}, Box{"x": {"ab"}}},
		{"nothing in common", Box{"x": {"a"}}, Box{"x": {"b"}}, nil},
		{"forms", Box{FormKey: {"p", "q"}}, Box{FormKey: {"q", "r"}}, Box{FormKey: {"q"}}},
		{"no form in common", Box{FormKey: {"p"}}, Box{FormKey: {"q"}}, nil},
	} {
		got, ok := c.a.with(c.b)
		if ok != (c.want != nil) || ok && product(got).key("") != product(c.want).key("") {
			t.Errorf("%s: %v", c.why, got)
		}
	}
}
