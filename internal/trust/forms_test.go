package trust

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// TestReader: a sequence is read from the left as far as it is certain.
func TestReader(t *testing.T) {
	any3 := pattern.Seq{{Kind: pattern.Lit, Text: "a"}, {Kind: pattern.Ones, N: 3}, {Kind: pattern.Lit, Text: "/b"}}
	for _, c := range []struct {
		why  string
		s    pattern.Seq
		read func(*reader) (string, answer)
		text string
		told answer
	}{
		{"a literal that stands there", pattern.Literal("ab/c"), func(r *reader) (string, answer) { return "", r.literal("ab/") }, "", yes},
		{"a literal that does not", pattern.Literal("ab/c"), func(r *reader) (string, answer) { return "", r.literal("ax") }, "", no},
		{"a literal longer than the text", pattern.Literal("ab"), func(r *reader) (string, answer) { return "", r.literal("abc") }, "", no},
		{"a literal behind a star", pattern.FromGlob("*ab"), func(r *reader) (string, answer) { return "", r.literal("ab") }, "", lost},
		{"a literal that single wildcards may be", any3, func(r *reader) (string, answer) { return "", r.literal("axyz/") }, "", yes},
		{"so many characters", pattern.Literal("abcd"), func(r *reader) (string, answer) { return r.take(3) }, "abc", yes},
		{"more characters than there are", pattern.Literal("ab"), func(r *reader) (string, answer) { return r.take(3) }, "", no},
		{"characters of which some are any", any3, func(r *reader) (string, answer) { return r.take(4) }, "a\x00\x00\x00", some},
		{"characters behind a star", pattern.FromGlob("a*"), func(r *reader) (string, answer) { return r.take(3) }, "", lost},
		{"all before a separator", pattern.Literal("ab/c"), func(r *reader) (string, answer) { return r.until('/') }, "ab", yes},
		{"no separator follows", pattern.Literal("ab"), func(r *reader) (string, answer) { return r.until('/') }, "", no},
		{"a separator that a wildcard may be", any3, func(r *reader) (string, answer) { return r.until('/') }, "", lost},
		{"what is left", pattern.Literal("ab"), func(r *reader) (string, answer) { r.literal("a"); return r.rest() }, "b", yes},
		{"what is left behind a part", any3, func(r *reader) (string, answer) { r.take(5); return r.rest() }, "b", yes},
		{"nothing is left", pattern.Literal("ab"), func(r *reader) (string, answer) { r.literal("ab"); return r.rest() }, "", yes},
		{"what is left holds a star", pattern.FromGlob("a*"), func(r *reader) (string, answer) { r.literal("a"); return r.rest() }, "", lost},
	} {
		if text, told := c.read(&reader{c.s, 0}); text != c.text || told != c.told {
			t.Errorf("%s: %q %d, want %q %d", c.why, text, told, c.text, c.told)
		}
	}
}

// TestOutside: what a form's tokens cannot show, beyond what alphabets say. No is
// always safe; yes keeps a form out of a document without another claim.
func TestOutside(t *testing.T) {
	const cci = "org/01234567-89ab-4def-8123-4567890abcde/project/76543210-ba98-4edc-8210-edcba0987654/user/"
	user := strings.Repeat("?", 36)
	questions := func(glob string) pattern.Seq { // ? is any one character, as in AWS
		var out pattern.Seq
		for i, part := range strings.Split(glob, user) {
			if i > 0 {
				out = out.Append(pattern.Tok{Kind: pattern.Ones, N: len(user)})
			}
			for _, tok := range pattern.FromGlob(part) {
				out = out.Append(tok)
			}
		}
		return out
	}
	for _, c := range []struct {
		why, platform, form string
		template            string // of a claim; empty: the subject v2
		glob                string
		accepted            []string
		outside             bool
	}{
		{"github.com is no host of one's own", "circleci", "own_host_branch", "", cci + user + "/vcs-origin/github.com/acme/web/vcs-ref/refs/heads/main", nil, true},
		{"another host may be", "circleci", "own_host_branch", "", cci + user + "/vcs-origin/git.acme.example/acme/web/vcs-ref/refs/heads/main", nil, false},
		{"so may whichever", "circleci", "own_host_branch", "", cci + user + "/vcs-origin/*/vcs-ref/refs/heads/main", nil, false},
		{"a user of any length may hold all the rest", "circleci", "own_host_branch", "", cci + "*/vcs-origin/github.com/acme/web/vcs-ref/refs/heads/main", nil, false},
		{"a UUID in capitals is none", "circleci", "own_host_branch", "", strings.ToUpper(cci) + user, nil, true},
		{"a job on a branch is of no pull_request", "github", "branch", "{event_name}", "pull_request", nil, true},
		{"a push is", "github", "branch", "{event_name}", "push", nil, false},
		{"some event may begin so", "github", "branch", "{event_name}", "pull_*", nil, false},
		{"that a review runs on no branch is not verified", "github", "branch", "{event_name}", "pull_request_review", nil, false},
		{"unless it is taken on", "github", "branch", "{event_name}", "pull_request_review", []string{"gh-pull-refs"}, true},
		{"a form's own fact counts", "github", "pull_request_target", "{event_name}", "push", []string{"gh-target"}, true},
		{"the event in a subject, between separators", "github", "branch", "repo:{owner}/{repository}:event_name:{event_name}", "repo:o/*:event_name:pull_request", nil, true},
		{"the same with another event", "github", "branch", "repo:{owner}/{repository}:event_name:{event_name}", "repo:o/*:event_name:push", nil, false},
		{"a star that may hold separators", "github", "branch", "repo:{owner}/{repository}:event_name:{event_name}", "repo:*", nil, false},
		{"a workload's ref is no branch's", "gitlab", "workload", "{branch}", "main", []string{"gl-workload"}, true},
		{"a workload's ref", "gitlab", "workload", "{branch}", "refs/workloads/1", []string{"gl-workload"}, false},
	} {
		p := platform.Find(c.platform)
		f := p.Form(c.form)
		var tmpl platform.Template
		if c.template == "" {
			tmpl = p.Declared(f, platform.Settings{"token_version": "v2"})[0].Template
		} else {
			tmpl = parsed(c.template)
		}
		x := &clauseBuilder{compiler: newCompiler(Description{Platform: c.platform}, Capabilities{AcceptUnverified: c.accepted}, "")}
		if got := x.outside(questions(c.glob), f, tmpl); got != c.outside {
			t.Errorf("%s: outside is %v", c.why, got)
		}
	}
}

// parsed is a template as the data writes it.
func parsed(text string) platform.Template {
	out := platform.Template{Lits: []string{""}}
	for i, part := range strings.Split(text, "{") {
		if i == 0 {
			out.Lits[0] = part
			continue
		}
		name, lit, _ := strings.Cut(part, "}")
		out.Vars, out.Lits = append(out.Vars, name), append(out.Lits, lit)
	}
	return out
}

// TestWhole: one row for all forms where the same claims show what is described, and
// several where that would let others in.
func TestWhole(t *testing.T) {
	for _, c := range []struct {
		why       string
		filters   map[string]any
		accepted  []string
		one, many int    // products, with and without OneClause
		claims    string // of the one row
	}{
		{"pull requests, merged or not", map[string]any{"pull_requests": true}, nil, 1, 2, "sub=repo:o/r:pull_request repository=o/r"},
		{"everything of a repository", map[string]any{"branches": []string{"*"}, "tags": []string{"*"}, "pull_requests": true, "any_environment": true}, nil, 1, 1, "repository=o/r"},
		{"all but environments and deployments of bare commits", map[string]any{"branches": []string{"*"}, "tags": []string{"*"}, "pull_requests": true}, nil, 1, 3, "sub=repo:o/r:pull_request|repo:o/r:ref:refs/heads/*|repo:o/r:ref:refs/tags/* repository=o/r"},
		{"pushes to a branch, where the event keeps pull requests out", map[string]any{"branches": []string{"main"}, "any_environment": true, "events": []string{"push"}}, nil, 1, 1, "event_name=push ref=refs/heads/main repository=o/r"},
		{"a merged pull request has main as ref: no row for both events lets it out", map[string]any{"branches": []string{"main"}, "any_environment": true, "events": []string{"push", "pull_request"}}, nil, 2, 2, ""},
		{"nobody has verified the only form", map[string]any{"pull_requests": true, "events": []string{"pull_request_target"}}, nil, 0, 0, ""},
		{"but it is taken on", map[string]any{"pull_requests": true, "events": []string{"pull_request_target"}}, []string{"gh-target"}, 1, 1, ""},
	} {
		c.filters["repositories"], c.filters["subject_format"] = []string{"o/r"}, "classic"
		d, problems := Describe("github", value.Of(c.filters))
		if len(problems) > 0 {
			t.Fatalf("%s: %s", c.why, problems.Text(""))
		}
		for _, one := range []bool{true, false} {
			can := Capabilities{Name: "Vault", OneClause: one, AcceptUnverified: c.accepted, Claims: func(Description, platform.Claim) bool { return true }}
			clauses, _, problems := Compile(d.Jobs, can)
			want := map[bool]int{true: c.one, false: c.many}[one]
			if len(clauses) != want || (len(problems) > 0) != (want == 0) {
				t.Errorf("%s: in one row %v: %d products, want %d: %s", c.why, one, len(clauses), want, problems.Text(""))
			}
			if want == 0 && !strings.Contains(problems.Text(""), `accept_unverified = ["gh-target"]`) {
				t.Errorf("%s: %s", c.why, problems.Text(""))
			}
			if one && c.claims != "" && len(clauses) == 1 {
				var words []string
				for _, a := range clauses[0].Atoms {
					var texts []string
					for _, s := range a.Any {
						texts = append(texts, s.String())
					}
					words = append(words, a.Claim+"="+strings.Join(texts, "|"))
				}
				if got := strings.Join(words, " "); got != c.claims {
					t.Errorf("%s: %s", c.why, got)
				}
			}
		}
	}
}

// TestConflict: filters that no job fulfils together are named; those that add to
// each other, or that some job fulfils, are not.
func TestConflict(t *testing.T) {
	for _, c := range []struct {
		why, platform string
		filters       map[string]any
		want          string // is in the error; empty: none
	}{
		{"an event that runs on no pull request", "github", map[string]any{"pull_requests": true, "events": []string{"push", "schedule"}}, "pull_requests and events say"},
		{"one of the events does", "github", map[string]any{"pull_requests": true, "events": []string{"push", "pull_request"}}, ""},
		{"alternatives add to each other", "github", map[string]any{"pull_requests": true, "branches": []string{"main"}, "events": []string{"push"}}, ""},
		{"a pull request's event on a tag", "github", map[string]any{"tags": []string{"*"}, "events": []string{"pull_request"}}, "tags and events say"},
		{"with an environment nobody has seen a merged pull request", "github", map[string]any{"branches": []string{"main"}, "environments": []string{"production"}, "events": []string{"pull_request"}}, ""},
	} {
		c.filters["repositories"] = []string{"o/r"}
		_, problems := Describe(c.platform, value.Of(c.filters))
		if text := problems.Text(""); (c.want == "") != (text == "") || !strings.Contains(text, c.want) {
			t.Errorf("%s: %q", c.why, text)
		}
	}
}

// TestOnePlatformAtAnIssuer: of two the second one's tokens would never be looked at.
func TestOnePlatformAtAnIssuer(t *testing.T) {
	at := func(name string, filters map[string]any) Jobs {
		d, problems := Describe(name, value.Of(filters))
		if len(problems) > 0 {
			t.Fatal(problems.Text(""))
		}
		return d.Jobs
	}
	gitlab := func(url, path string) Jobs {
		return at("gitlab", map[string]any{"url": url, "projects": []string{path}, "branches": []string{"main"}})
	}
	hcp := at("hcp_terraform", map[string]any{"url": "https://ci.example.com", "organization": "o", "workspaces": []string{"w"}, "run_phases": []string{"apply"}})
	both := append(gitlab("https://ci.example.com", "g/p"), hcp...)
	if got := both.Validate().Text(""); !strings.Contains(got, `jobs[1]: the issuer "https://ci.example.com" is HCP Terraform's here and GitLab CI/CD's in jobs[0]`) {
		t.Errorf("two platforms: %q", got)
	}
	for why, jobs := range map[string]Jobs{
		"two issuers":                   append(gitlab("https://git.example.com", "g/p"), hcp...),
		"one platform, described twice": append(gitlab("https://ci.example.com", "g/p"), gitlab("https://ci.example.com", "g/q")...),
	} {
		if got := jobs.Validate().Text(""); got != "" {
			t.Errorf("%s: %q", why, got)
		}
	}
}
