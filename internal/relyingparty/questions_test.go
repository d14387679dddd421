package relyingparty_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// TestEmptyQuestions: bindings that leave no job would prove everything of nobody;
// each compile function says what contradicts what.
func TestEmptyQuestions(t *testing.T) {
	named := m{"projects": list("g/p"), "branches": list("main")}
	sem := semaphore(m{"branches": list("main"), "repositories": list("web")})
	for _, c := range []struct {
		why, platform string
		filters       m
		bindings      any
		code          problem.Code
		says          []string
	}{
		{
			"two ids for one path", "gitlab", named, []any{m{"project_path": "g/p", "project_id": "1"}, m{"project_path": "g/p", "project_id": "2"}}, problem.Conflict,
			list(`{ project_id = "1", project_path = "g/p" }`, `{ project_id = "2", project_path = "g/p" }`, "contradict each other"),
		},
		{
			"another branch than the description's", "gitlab", named, m{"project_path": "g/p", "branch": "dev"}, problem.Conflict,
			list(`{ branch = "dev", project_path = "g/p" }`, "jobs[0]", `branch "main"`),
		},
		{
			"a misspelt part of the issuer", "semaphore", sem, m{"organization": "acmee", "project_id": project}, problem.Conflict,
			list(`organization = "acmee"`, "the issuer is made of"),
		},
		{
			"a part of the issuer, spelled well", "semaphore", sem, m{"organization": "acme", "project_id": project}, problem.Conflict,
			list(`organization = "acme"`, "the issuer is made of"),
		},
		{"an unknown variable", "gitlab", named, m{"project_pth": "g/p", "project_id": "1"}, problem.UnknownName, list(`"project_pth"`, `"project_path"`)},
		{"a value that cannot be", "gitlab", named, m{"project_path": "g/p", "project_id": "x"}, problem.BadValue, list(`"x" of project_id`)},
		{"one variable", "gitlab", named, m{"project_path": "g/p"}, problem.Conflict, list("two or more")},
		{"no object", "gitlab", named, "g/p", problem.WrongType, list("bindings")},
	} {
		jobs := describe(t, c.platform, c.filters)
		for _, party := range parties {
			o := m{"bindings": c.bindings}
			if c.platform == "gitlab" {
				o["audiences"] = list("aud")
			}
			_, _, problems := stored(party, jobs, o)
			i := slices.IndexFunc(problems, func(p problem.Problem) bool { return p.Code == c.code && strings.Contains(p.Field, "bindings") })
			if i < 0 {
				t.Errorf("%s, %s: %q", c.why, party, problems.Text(""))
				continue
			}
			for _, says := range c.says {
				if text := problems[i : i+1].Text(""); !strings.Contains(text, says) {
					t.Errorf("%s, %s: %q is not in %s", c.why, party, says, text)
				}
			}
		}
	}
	// Bindings that say something leave the question as it is.
	for _, party := range parties {
		if _, _, problems := stored(party, describe(t, "gitlab", named), m{"audiences": list("aud"), "bindings": []any{m{"project_path": "g/p", "project_id": "1"}, m{"project_path": "g/q", "project_id": "2"}}}); len(problems) > 0 {
			t.Errorf("%s: bindings that agree: %s", party, problems.Text(""))
		}
	}
}

// TestTwoPlatformsAtOneIssuer: the second one's tokens would never be looked at.
func TestTwoPlatformsAtOneIssuer(t *testing.T) {
	const url = "https://ci.example.com"
	both := func(second string) trust.Jobs {
		return slices.Concat(
			describe(t, "gitlab", m{"url": url, "minimum_version": "18.3", "projects": list("g/p"), "project_ids": list("1"), "branches": list("main")}),
			describe(t, "hcp_terraform", m{"url": second, "organization": "o", "projects": list("p"), "workspaces": list("w"), "run_phases": list("apply")}),
		)
	}
	for _, party := range parties {
		_, _, problems := stored(party, both(url), m{"audiences": list("aud")})
		text := problems.Text("")
		if !strings.Contains(text, "jobs[1]") || !strings.Contains(text, "jobs[0]") || !strings.Contains(text, "GitLab CI/CD") || !strings.Contains(text, "HCP Terraform") {
			t.Errorf("%s: %s", party, text)
		}
	}
	if problems := both("https://tfe.example.com").Validate(); len(problems) > 0 {
		t.Errorf("each at its own: %s", problems.Text(""))
	}
}

// TestNobodyDescribed: an empty description is an error everywhere.
func TestNobodyDescribed(t *testing.T) {
	for _, party := range parties {
		if _, _, problems := compile(party, nil, m{"audiences": list("aud")}); !strings.Contains(problems.Text(""), "nobody would get in") {
			t.Errorf("%s: %q", party, problems.Text(""))
		}
	}
	for _, p := range platform.All() {
		d, problems := trust.Describe(p.Name, value.Of(m{}))
		if len(problems) == 0 || d.Jobs != nil {
			t.Errorf("%s describes somebody by nothing: %v", p.Name, d.Jobs)
		}
		if text := problems.Text(""); !strings.Contains(text, "trusted by omission") {
			t.Errorf("%s: %s", p.Name, text)
		}
	}
}

// TestEveryday: what people compile every day needs no unverified fact taken on, and
// what it rests on says how sure each fact is.
func TestEveryday(t *testing.T) {
	web := m{"repositories": list("github.com/acme/web"), "branches": list("main")}
	gh := m{"repositories": list("o/r"), "repository_ids": list("2"), "owner_ids": list("1")}
	ghWith := func(f m) m {
		out := with(gh)
		for k, v := range f {
			out[k] = v
		}
		return out
	}
	hcp := m{"organization": "o", "projects": list("p"), "workspaces": list("w"), "run_phases": list("*")}
	for _, c := range []struct {
		why, platform string
		filters       m
		parties       []string
		rests         string // on this, unverified, as stated; empty: on no such fact
	}{
		{"CircleCI, a branch on GitHub", "circleci", circleci(web), list("aws", "vault", "google"), "cci-own-host"},
		{"CircleCI, any branch without repositories", "circleci", circleci(m{"branches": list("*"), "tags": list("*"), "webhooks": true}), list("aws", "vault", "google"), ""},
		{"GitHub, an environment", "github", ghWith(m{"environments": list("production")}), list("aws", "vault", "google"), ""},
		{"GitHub, an environment of a branch", "github", ghWith(m{"environments": list("production"), "branches": list("main")}), list("vault", "google"), ""},
		{"GitHub, a branch", "github", ghWith(m{"branches": list("main")}), list("aws", "vault", "google"), ""},
		{"GitHub, pull requests", "github", ghWith(m{"pull_requests": true}), list("aws", "vault", "google"), ""},
		{"GitHub, an environment by names", "github", m{"repositories": list("o/r"), "subject_format": "classic", "environments": list("production")}, list("aws", "azure"), ""},
		{"GitHub, a branch by names", "github", m{"repositories": list("o/r"), "subject_format": "classic", "branches": list("main")}, list("aws", "azure"), ""},
		{"HCP Terraform, a workspace", "hcp_terraform", hcp, list("aws", "vault", "google"), ""},
		{"HCP Terraform, Stacks", "hcp_terraform", m{"organization": "o", "projects": list("p"), "stacks": list("s"), "stack_operations": list("apply"), "deployments": list("production")}, list("aws", "vault", "google", "azure"), ""},
		{"GitLab, a branch", "gitlab", m{"projects": list("g/p"), "branches": list("main")}, list("aws", "vault", "google", "azure"), ""},
		{"GitLab, any branch", "gitlab", m{"projects": list("g/p"), "branches": list("*"), "tags": list("*"), "project_ids": list("1")}, list("aws", "vault", "google"), ""},
	} {
		jobs := describe(t, c.platform, c.filters)
		for _, party := range c.parties {
			o := m{}
			if c.platform != "circleci" && party != "azure" {
				o["audiences"] = list("aud")
			}
			_, report, problems := compile(party, jobs, o)
			if len(problems) > 0 {
				t.Errorf("%s, %s: %s", c.why, party, problems.Text(""))
				continue
			}
			if report.RestsOn == nil {
				t.Errorf("%s, %s: proved, and looks unproved", c.why, party)
			}
			stated := false
			for _, r := range report.RestsOn {
				fact, ok := platform.Find(c.platform).Facts[r.Fact]
				if !ok || r.Status != fact.Status || r.Date != fact.Date || r.Says == "" {
					t.Errorf("%s, %s: rests on %+v", c.why, party, r)
				}
				// Without being taken on, only what tokens of an unverified form look like.
				if r.Status == "unverified" && !platform.Find(c.platform).IsForm(r.Fact) {
					t.Errorf("%s, %s: rests on the unverified %s, which nobody took on", c.why, party, r.Fact)
				}
				if stated = stated || r.Fact == c.rests; r.Status == "unverified" && !strings.Contains(report.Summary, "As stated, unverified: ") {
					t.Errorf("%s, %s: the summary does not tell that %s is unverified: %s", c.why, party, r.Fact, report.Summary)
				}
			}
			if c.rests != "" && !stated {
				t.Errorf("%s, %s: does not rest on %s", c.why, party, c.rests)
			}
		}
	}
}

// TestProvedOfNoFact: a proof that needs no fact has an empty list to rest on, and
// says that it is proved.
func TestProvedOfNoFact(t *testing.T) {
	jobs := describe(t, "circleci", circleci(m{"branches": list("*"), "tags": list("*"), "webhooks": true}))
	for _, party := range list("vault", "google") {
		_, report, problems := compile(party, jobs, nil)
		if len(problems) > 0 {
			t.Fatalf("%s: %s", party, problems.Text(""))
		}
		if report.RestsOn == nil || len(report.RestsOn) > 0 || !strings.HasPrefix(report.Summary, "Proved") {
			t.Errorf("%s: rests on %#v: %s", party, report.RestsOn, report.Summary)
		}
	}
}
