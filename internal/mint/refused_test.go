package mint

import (
	"strings"
	"testing"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var semaphoreJob = map[string]any{
	"organization": "my-org", "organization_id": "00000000-1111-4222-8333-444444444444",
	"project_id": "936a5312-a3b8-4921-8b3f-2cec8baac574", "repository": "web", "branch": "main",
}

var gitlabJob = map[string]any{
	"project_path": "g/p", "namespace_path": "g", "project_id": "7", "namespace_id": "72", "branch": "main",
}

// with is a job with other values.
func with(base, more map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range base {
		out[k] = v
	}
	for k, v := range more {
		if out[k] = v; v == nil {
			delete(out, k)
		}
	}
	return out
}

// TestRefusedClaims: what no job can show is refused, and the text names the claim
// and what the platform has in its place.
func TestRefusedClaims(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		platform  string
		variables map[string]any
		claims    map[string]any
		want      []string
	}{
		"another ref": {"semaphore", semaphoreJob, map[string]any{"ref": "refs/heads/dev"}, []string{
			`CE104 claims.ref: no job shows it beside the other claims: with the others the platform has "refs/heads/main" there. What it says stands in branch, sub, too. Say the job in variables`}},
		"another type of ref": {"semaphore", semaphoreJob, map[string]any{"ref_type": "tag"}, []string{`CE104 claims.ref_type: "tag" cannot occur: it is always "branch" in tokens of the form branch`}},
		"unknown name":        {"semaphore", semaphoreJob, map[string]any{"ref_typ": "x"}, []string{`CE101 claims.ref_typ: tokens of Semaphore have no claim "ref_typ". Did you mean "ref_type"?`}},
		"taken away": {"gitlab", with(gitlabJob, map[string]any{FormKey: "branch"}), map[string]any{"namespace_id": nil}, []string{
			"CE103 claims.namespace_id: every token of the form branch has this claim"}},
		"session tags":        {"semaphore", semaphoreJob, map[string]any{"https://aws.amazon.com/tags": map[string]any{}}, []string{"CE104 claims.https://aws.amazon.com/tags: tokens of Semaphore may carry session tags for AWS, and what stands in them is not known here"}},
		"type":                {"gitlab", gitlabJob, map[string]any{"project_id": 7.0}, []string{"CE102 claims.project_id: a string is wanted, got a number"}},
		"bool for text":       {"gitlab", gitlabJob, map[string]any{"ref_protected": true}, []string{"CE102 claims.ref_protected: a string is wanted, got a bool"}},
		"list":                {"gitlab", gitlabJob, map[string]any{"groups_direct": "a"}, []string{"CE102 claims.groups_direct: a list of strings is wanted, got a string"}},
		"undocumented":        {"gitlab", gitlabJob, map[string]any{"groups_direct": []any{"a"}}, []string{"CE104 claims.groups_direct: nobody documents what GitLab CI/CD puts there", "With unchecked = true"}},
		"domain":              {"gitlab", gitlabJob, map[string]any{"ref_protected": "yes"}, []string{`CE104 claims.ref_protected: "yes" cannot occur: the platform puts {ref_protected} there; ref_protected must be true or false`}},
		"half an environment": {"gitlab", gitlabJob, map[string]any{"environment": "production"}, []string{"CE104 claims.environment: no job shows it beside the other claims: the job of variables has no such claim"}},
		"an action alone":     {"gitlab", gitlabJob, map[string]any{"environment_action": "start"}, []string{"CE104 claims.environment_action: no job shows it beside the other claims: the job of variables has no such claim"}},
		"half a workflow":     {"semaphore", semaphoreJob, map[string]any{"wf_id": ""}, []string{`CE104 claims.wf_id: no job shows it beside the other claims: with the others the platform has "11111111-2222-4333-8444-555555555555" there`}},
		"subject of another":  {"gitlab", gitlabJob, map[string]any{"sub": "project_path:g/other:ref_type:branch:ref:main"}, []string{`CE104 claims.sub: no job shows it beside the other claims: with the others the platform has "project_path:g/p:ref_type:branch:ref:main" there`}},
		"subject of no job":   {"gitlab", gitlabJob, map[string]any{"sub": "repo:g/p:ref:refs/heads/main"}, []string{`CE104 claims.sub: no subject of the form branch looks like "repo:g/p:ref:refs/heads/main"; the job has "project_path:g/p:ref_type:branch:ref:main"`}},
		"no subject":          {"gitlab", gitlabJob, map[string]any{"sub": nil}, []string{"CE104 claims.sub: tokens have a subject"}},
		"dropped component":   {"gitlab", gitlabJob, map[string]any{"sub": "project_path:g/p:deployment_tier:production:ref:main"}, []string{"CE104 claims.sub: no subject of the form branch looks like"}},
		"issuer":              {"gitlab", gitlabJob, map[string]any{"iss": "https://gitlab.com/"}, []string{`CE104 claims.iss: the issuer is not the platform's, which is "https://gitlab.com". Say url in variables`}},
		"fixed audience":      {"semaphore", semaphoreJob, map[string]any{"aud": "sts.amazonaws.com"}, []string{`CE206 claims.aud: tokens of Semaphore have the audience "https://my-org.semaphoreci.com" and no other`}},
		"no audience":         {"gitlab", gitlabJob, map[string]any{"aud": nil}, []string{"CE206 claims.aud: an audience is a text"}},
		"empty list of aud":   {"gitlab", gitlabJob, map[string]any{"aud": []any{}}, []string{"CE206 claims.aud"}},
		"jti":                 {"gitlab", gitlabJob, map[string]any{"jti": 7.0}, []string{"CE104 claims.jti: a token's id is a text"}},
		"iat ahead":           {"gitlab", gitlabJob, map[string]any{"iat": float64(noon.Unix() + 1)}, []string{"CE104 claims.iat: it lies ahead"}},
		"iat as text":         {"gitlab", gitlabJob, map[string]any{"iat": "now"}, []string{"CE104 claims.iat: it is no time"}},
		"iat in milliseconds": {"gitlab", gitlabJob, map[string]any{"iat": float64(noon.UnixMilli())}, []string{"CE104 claims.iat: it is no time"}},
		"fraction":            {"gitlab", gitlabJob, map[string]any{"nbf": 1.5}, []string{"CE104 claims.nbf: it is no time"}},
		"exp before iat":      {"gitlab", gitlabJob, map[string]any{"exp": float64(noon.Unix())}, []string{"CE104 claims.exp: the token would end before it begins (iat). For a token that has expired give an iat of the past"}},
		"nbf behind exp":      {"gitlab", gitlabJob, map[string]any{"nbf": float64(noon.Unix() + 3600)}, []string{"CE104 claims.nbf: the token would never be valid"}},
		"no exp":              {"gitlab", gitlabJob, map[string]any{"exp": nil}, []string{"CE103 claims.exp: every token has it"}},
		"long":                {"gitlab", gitlabJob, map[string]any{"exp": float64(noon.Unix() + 3601)}, []string{"CE104 claims.exp: whether a token of GitLab CI/CD lives longer than 1h0m0s is not known"}},
		"a key in a claim":    {"gitlab", gitlabJob, map[string]any{"ref": "-----BEGIN PRIVATE KEY-----\nMC4CAQ"}, []string{"CE104 claims.ref: the value (not shown, since it looks like a key) cannot occur"}},
		"a key as a name":     {"gitlab", gitlabJob, map[string]any{"-----BEGIN PRIVATE KEY-----\nMC4CAQ": "x"}, []string{"CE101 claims: tokens of GitLab CI/CD have no claim the value (not shown"}},
		"several":             {"gitlab", gitlabJob, map[string]any{"ref": "dev", "x": 1.0}, []string{"CE101 claims.x: "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := platform.Find(c.platform)
			r := request(p, c.variables, c.claims)
			_, known, problems := Make(r)
			text := problems.Text("")
			if known {
				t.Fatal("taken")
			}
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("%s\nwant %s", text, want)
				}
			}
			if strings.Contains(text, "MC4CAQ") {
				t.Errorf("the key is repeated: %s", text)
			}
			r.Unchecked = true
			if _, known, problems := Make(r); !known {
				t.Errorf("not taken unchecked: %s", problems.Text(""))
			}
		})
	}
}

// TestRefusedRequests: mistakes beside the claims.
func TestRefusedRequests(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*Request){
		`CE101 platform: there is no platform "gitlap". Did you mean "gitlab"?`:                             func(r *Request) { r.Platform = "gitlap" },
		`CE101 variables: there is no variable or setting of GitLab CI/CD "brunch". Did you mean "branch"?`: func(r *Request) { r.Variables = value.Of(with(gitlabJob, map[string]any{"brunch": "x"})) },
		`CE101 variables.form: GitLab CI/CD has no form "brunch". Did you mean "branch"?`:                   func(r *Request) { r.Variables = value.Of(with(gitlabJob, map[string]any{FormKey: "brunch"})) },
		`CE104 variables.project_id: "x" holds the character "x", which cannot occur`:                       func(r *Request) { r.Variables = value.Of(with(gitlabJob, map[string]any{"project_id": "x"})) },
		`CE104 variables.url: "http://gitlab.example.com" is malformed`: func(r *Request) {
			r.Variables = value.Of(with(gitlabJob, map[string]any{"url": "http://gitlab.example.com"}))
		},
		`CE104 variables.subject_components: "ref" stands in the wrong place: exactly the first component is one of "project_path", "project_id"`: func(r *Request) {
			r.Variables = value.Of(with(gitlabJob, map[string]any{"subject_components": []string{"ref"}}))
		},
		`CE104 variables.presentation: "rev" is no component. Did you mean "ref"?`: func(r *Request) {
			r.Variables = value.Of(with(gitlabJob, map[string]any{"presentation": "project_path,rev"}))
		},
		"CE103 variables: no kind of token of GitLab CI/CD shows all of these variables, and needs no others": func(r *Request) { r.Variables = value.Of(with(gitlabJob, map[string]any{"project_id": nil})) },
		"  branch wants also project_id": func(r *Request) { r.Variables = value.Of(with(gitlabJob, map[string]any{"project_id": nil})) },
		`CE106 variables.namespace_path: does not fit project_path. Leave it out: it follows from project_path`: func(r *Request) {
			r.Variables = value.Of(with(gitlabJob, map[string]any{"namespace_path": "another-group"}))
		},
		"  branch does not show tag":                                                            func(r *Request) { r.Variables = value.Of(with(gitlabJob, map[string]any{"tag": "v1"})) },
		"CE102 variables: an object is wanted, got a string":                                    func(r *Request) { r.Variables = value.Of("x") },
		"CE102 claims: an object is wanted, got a list":                                         func(r *Request) { r.Claims = value.Of([]string{"x"}) },
		"CE103 audiences: the jobs of GitLab CI/CD pick their audience, so there is no default": func(r *Request) { r.Audiences = value.V{} },
		"CE105 audiences[0]: the audience is empty":                                             func(r *Request) { r.Audiences = value.Of([]string{""}) },
		"CE105 audiences: the list is empty":                                                    func(r *Request) { r.Audiences = value.Of([]string{}) },
		`CE104 lifetime: "5 minutes" is no duration. Write "90s", "5m" or "1h30m"`:              func(r *Request) { r.Lifetime = value.Of("5 minutes") },
		`CE104 lifetime: "0s" is no number of whole seconds`:                                    func(r *Request) { r.Lifetime = value.Of("0s") },
		`CE104 lifetime: whether a token of GitLab CI/CD lives longer than 1h0m0s is not known`: func(r *Request) { r.Lifetime = value.Of("2h") },
		"CE106 lifetime: claims.exp says when the token ends, too":                              func(r *Request) { r.Lifetime, r.Claims = value.Of("2m"), value.Of(map[string]any{"exp": 1.0}) },
		"CE104 algorithm: GitLab CI/CD signs with RS256, and this key is for ES256":             func(r *Request) { r.Algorithm = "ES256" },
		`CE101 accept_unverified: GitLab CI/CD has no fact "x"`:                                 func(r *Request) { r.AcceptUnverified = value.Of([]string{"x"}) },
		"CE106 variables.form: there are no such tokens with these settings": func(r *Request) {
			r.Variables = value.Of(with(gitlabJob, map[string]any{FormKey: "fork_merge_request"}))
		},
	} {
		r := request(platform.Find("gitlab"), gitlabJob, nil)
		change(&r)
		if _, known, problems := Make(r); known || !strings.Contains(problems.Text(""), want) {
			t.Errorf("%s\nwant %s", problems.Text(""), want)
		}
	}
	semaphore := platform.Find("semaphore")
	r := request(semaphore, semaphoreJob, nil)
	r.Audiences = value.Of([]string{"sts.amazonaws.com"})
	if _, known, problems := Make(r); known || !strings.Contains(problems.Text(""), `CE206 audiences[0]: tokens of Semaphore have the audience "https://my-org.semaphoreci.com" and no other`) {
		t.Error(problems.Text(""))
	}
	if _, known, problems := Make(request(semaphore, with(semaphoreJob, map[string]any{"organization": nil}), nil)); known || !strings.Contains(problems.Text(""), "CE103 variables.organization: the issuer of Semaphore is made of it") {
		t.Error(problems.Text(""))
	}
	github := map[string]any{"owner": "my-org", "owner_id": "1", "repository": "web", "repository_id": "2", "branch": "main", "workflow_ref": "w"}
	if _, known, problems := Make(request(platform.Find("github"), github, nil)); known || !strings.Contains(problems.Text(""), "CE106 variables: these variables fit more than one kind of token of GitHub Actions. Say which with form or with subject_components, subject_format\n  branch: repo:{owner}/{repository}:ref:refs/heads/{branch}\n  branch: repo:{owner}@") {
		t.Error(problems.Text(""))
	}
}

// TestTakenClaims: claims that a job can show are taken as they are.
func TestTakenClaims(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		platform  string
		variables map[string]any
		claims    map[string]any
	}{
		"own value":           {"semaphore", semaphoreJob, map[string]any{"ref": "refs/heads/main"}},
		"switched off":        {"semaphore", semaphoreJob, map[string]any{"org": nil, "repo": nil, "sub": nil}},
		"another variable":    {"semaphore", semaphoreJob, map[string]any{"wf_id": "11111111-2222-4333-8444-000000000000"}},
		"a debug job":         {"semaphore", semaphoreJob, map[string]any{"wf_id": "", "ppl_id": "", "job_type": "debug_job"}},
		"all of another job":  {"semaphore", semaphoreJob, map[string]any{"ref_type": "tag", "ref": "refs/tags/v1", "branch": "refs/tags/v1", "sub": "org:my-org:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:web:ref_type:tag:ref:refs/tags/v1"}},
		"another order":       {"gitlab", gitlabJob, map[string]any{"sub": "project_id:7:ref_protected:true:ref:main"}},
		"an environment":      {"gitlab", gitlabJob, map[string]any{"environment": "production", "environment_protected": "false", "deployment_tier": "staging"}},
		"an action of one":    {"gitlab", gitlabJob, map[string]any{"environment": "production", "environment_protected": "false", "deployment_tier": "staging", "environment_action": "start"}},
		"another audience":    {"gitlab", gitlabJob, map[string]any{"aud": []any{"a", "b"}}},
		"expired":             {"gitlab", gitlabJob, map[string]any{"iat": float64(noon.Unix() - 7200), "nbf": float64(noon.Unix() - 7200), "jti": "x"}},
		"a colon in branches": {"gitlab", with(gitlabJob, map[string]any{"branch": "a/ref_type"}), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := platform.Find(c.platform)
			token, known, problems := Make(request(p, c.variables, c.claims))
			if !known {
				t.Fatal(problems.Text(""))
			}
			claims := decoded(t, token)
			for name, want := range c.claims {
				if got, there := claims[name]; there != (want != nil) || there && !same(got, want) {
					t.Errorf("%s is %v, want %v", name, got, want)
				}
			}
			if want := map[bool]string{true: "tag", false: "branch"}[name == "all of another job"]; token.Form != want {
				t.Errorf("form %s, want %s", token.Form, want)
			}
			if name == "expired" && !token.ExpiresAt.Equal(noon.Add(-time.Hour)) {
				t.Errorf("ends %v", token.ExpiresAt)
			}
		})
	}
}

// TestLifetime: the platforms' data says how long tokens live.
func TestLifetime(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]time.Duration{"semaphore": 24 * time.Hour, "circleci": time.Hour, "gitlab": time.Hour, "github": 5 * time.Minute, "hcp_terraform": 10 * time.Minute} {
		if got := Lifetime(platform.Find(name)); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// TestUnknown: while something is known only after apply there is no token, and
// mistakes beside it are found.
func TestUnknown(t *testing.T) {
	t.Parallel()
	later := value.V{Kind: value.Unknown}
	p := platform.Find("gitlab")
	for name, change := range map[string]func(*Request){
		"variables": func(r *Request) { r.Variables = later },
		"a variable": func(r *Request) {
			r.Variables = value.Of(gitlabJob)
			r.Variables.Attrs["branch"] = later
		},
		"claims":    func(r *Request) { r.Claims = later },
		"audiences": func(r *Request) { r.Audiences = later },
		"lifetime":  func(r *Request) { r.Lifetime = later },
		"accepted":  func(r *Request) { r.AcceptUnverified = later },
	} {
		r := request(p, gitlabJob, nil)
		change(&r)
		if token, known, problems := Make(r); known || token.Claims != "" || len(problems) > 0 {
			t.Errorf("%s: %v %s", name, known, problems.Text(""))
		}
	}
	r := request(p, with(gitlabJob, map[string]any{"project_id": "x"}), nil)
	r.Variables.Attrs["branch"] = later
	if _, _, problems := Make(r); !strings.Contains(problems.Text(""), "variables.project_id") {
		t.Error(problems.Text(""))
	}
}

// TestAssumptions: what the answer takes for granted is said.
func TestAssumptions(t *testing.T) {
	t.Parallel()
	r := request(platform.Find("gitlab"), gitlabJob, nil)
	r.Audiences = value.Of([]string{"a", "b"})
	token, _, problems := Make(r)
	if got := strings.Join(token.Assumptions, "\n"); len(problems) > 0 || got != "project_visibility follows from project_id in a way that is not known here; that they belong together is taken for granted\nthat a job of GitLab CI/CD may have several audiences is taken for granted" {
		t.Errorf("%s\n%s", got, problems.Text(""))
	}
	r.Unchecked = true
	if token, _, _ := Make(r); len(token.Assumptions) > 0 {
		t.Errorf("%v", token.Assumptions)
	}
	if token, _, _ := Make(request(platform.Find("semaphore"), semaphoreJob, nil)); len(token.Assumptions) > 0 {
		t.Errorf("%v", token.Assumptions)
	}
}

// TestNobodyKnows: what rests on an unverified fact is refused, with its words, and
// taken with it.
func TestNobodyKnows(t *testing.T) {
	t.Parallel()
	github := map[string]any{
		"owner": "my-org", "owner_id": "1", "repository": "web", "repository_id": "2", "branch": "main", "subject_format": "classic",
		"workflow_ref": "my-org/web/.github/workflows/a.yml@refs/heads/main",
	}
	circleci := map[string]any{
		"organization_id": "01234567-89ab-4def-8123-4567890abcde", "project_id": "76543210-ba98-4edc-8210-edcba0987654",
		"user_id": "11111111-2222-4333-8444-555555555555", "repository": "web",
	}
	for name, c := range map[string]struct {
		platform  string
		variables map[string]any
		fact      string
	}{
		"a branch with %":           {"github", with(github, map[string]any{"branch": "a%b"}), "gh-escape-other"},
		"a spelled environment":     {"github", with(github, map[string]any{"environment": "a:b"}), "gh-escape-other"},
		"an environment like it":    {"github", with(github, map[string]any{"environment": "a%3Ab"}), "gh-escape-other"},
		"a tag":                     {"circleci", with(circleci, map[string]any{"owner": "my-org", "tag": "v1"}), "cci-tag"},
		"Bitbucket":                 {"circleci", with(circleci, map[string]any{"workspace": "my-team", "branch": "main"}), "cci-bitbucket"},
		"an installation elsewhere": {"circleci", with(circleci, map[string]any{"owner": "my-org", "branch": "main", "host": "ci.example.com"}), "cci-server"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := platform.Find(c.platform)
			_, known, problems := Make(request(p, c.variables, nil))
			want := "CE204 variables: whether a job of " + p.Title + " can show these claims rests on what nobody has verified. Take it on with accept_unverified = [\"" + c.fact + "\"]\n  " + c.fact + ": " + p.Facts[c.fact].Says
			if text := problems.Text(""); known || text != want {
				t.Errorf("%s\nwant %s", text, want)
			}
			token, known, problems := Make(request(p, c.variables, nil, c.fact))
			if !known || !strings.Contains(strings.Join(token.Assumptions, "\n"), c.fact+" (not verified): ") {
				t.Errorf("%v %s", token.Assumptions, problems.Text(""))
			}
		})
	}
	// No server spells subjects with ids.
	server := with(github, map[string]any{"issuer": "https://ghes.example.com/_services/token", "subject_format": nil})
	if _, known, problems := Make(request(platform.Find("github"), server, map[string]any{"sub": "repo:my-org@1/web@2:ref:refs/heads/main"})); known || !strings.Contains(problems.Text(""), "CE104 claims.sub: no subject of the form branch looks like") {
		t.Error(problems.Text(""))
	}
	if _, known, problems := Make(request(platform.Find("github"), github, map[string]any{"sub": "repo:my-org@1/web@2:ref:refs/heads/main"})); !known {
		t.Error(problems.Text(""))
	}
}
