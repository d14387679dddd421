package mint

import (
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// TestEveryForm mints a token of every form of every platform; the prover, asked
// apart, says that somebody can show it, and the platform's reader of subjects
// finds the form. Forms that rest on what nobody verified ask for it.
func TestEveryForm(t *testing.T) {
	t.Parallel()
	for _, p := range platform.All() {
		for i := range p.Forms {
			f := &p.Forms[i]
			t.Run(p.Name+"/"+f.Name, func(t *testing.T) {
				t.Parallel()
				s, ok := settings(p, f)
				if !ok {
					t.Skip("its tokens do not occur with these settings")
				}
				variables := natural(t, p, f, s)
				token, known, problems := Make(request(p, variables, nil, unverified(p)...))
				if !known || len(problems) > 0 {
					t.Fatalf("%v: %s", variables, problems.Text(""))
				}
				claims := decoded(t, token)
				if token.Form != f.Name || token.Subject == nil || claims["sub"] != *token.Subject || claims["iss"] != token.Issuer {
					t.Errorf("%+v", token)
				}
				if token.IssuedAt == nil || !token.IssuedAt.Equal(noon) || Lifetime(p) > 0 && !token.ExpiresAt.Equal(noon.Add(Lifetime(p))) {
					t.Errorf("%v to %v", token.IssuedAt, token.ExpiresAt)
				}
				for name := range claims {
					if _, ok := f.Claim(name); !ok && name != "sub" && !slices.Contains(registered, name) {
						t.Errorf("claim %s is none of the form's", name)
					}
				}
				readings, err := p.Read(*token.Subject)
				if err != nil || !slices.ContainsFunc(readings, func(r platform.Reading) bool { return r.Form == f.Name }) {
					t.Errorf("%s is not read as %s: %v %v", *token.Subject, f.Name, readings, err)
				}
				j := read(p, value.Of(variables), &problems)
				v := mintable(t, p, claims, j.settings, j.given, unverified(p))
				if v.Wider != proof.Yes {
					t.Errorf("the prover says %v (%s) of %s", v.Wider, v.WiderReason, token.Claims)
				}
				if doubted := !p.Verified(f.Fact); doubted {
					if _, _, problems := Make(request(p, variables, nil)); !strings.Contains(problems.Text(""), "CE204 variables: ") || !strings.Contains(problems.Text(""), f.Fact+": "+p.Facts[f.Fact].Says) {
						t.Errorf("without accept_unverified: %s", problems.Text(""))
					}
				}
			})
		}
	}
}

// TestWithoutForm: the variables say which form is meant, where they can.
func TestWithoutForm(t *testing.T) {
	t.Parallel()
	guessed := 0
	for _, p := range platform.All() {
		for i := range p.Forms {
			f := &p.Forms[i]
			s, ok := settings(p, f)
			if !ok {
				continue
			}
			variables := natural(t, p, f, s)
			delete(variables, FormKey)
			token, known, problems := Make(request(p, variables, nil, unverified(p)...))
			switch {
			case known && (f.Never || f.Optional):
				if f.Never && token.Form == f.Name {
					t.Errorf("%s %s: guessed, and no filter describes it", p.Name, f.Name)
				}
			case known && token.Form != f.Name:
				t.Errorf("%s %s: taken for %s", p.Name, f.Name, token.Form)
			case !known && !strings.Contains(problems.Text(""), "variables: "):
				t.Errorf("%s %s: %s", p.Name, f.Name, problems.Text(""))
			case known:
				guessed++
			}
		}
	}
	if guessed < 20 {
		t.Errorf("%d forms are found by their variables", guessed)
	}
	t.Logf("%d forms are found by their variables", guessed)
}

// TestConfigurations: settings decide the subject, and what is not said is left
// out where a token may lack it.
func TestConfigurations(t *testing.T) {
	t.Parallel()
	gitlab := map[string]any{"project_path": "g/p", "namespace_path": "g", "project_id": "7", "namespace_id": "72", "branch": "main"}
	with := func(base map[string]any, more map[string]any) map[string]any {
		out := map[string]any{}
		for k, v := range base {
			out[k] = v
		}
		for k, v := range more {
			out[k] = v
		}
		return out
	}
	github := map[string]any{"owner": "my-org", "owner_id": "1", "repository": "web", "repository_id": "2", "workflow_ref": "my-org/web/.github/workflows/a.yml@refs/heads/main"}
	circleci := map[string]any{"organization_id": "01234567-89ab-4def-8123-4567890abcde", "project_id": "76543210-ba98-4edc-8210-edcba0987654", "user_id": "11111111-2222-4333-8444-555555555555", "owner": "my-org", "repository": "web", "branch": "main"}
	semaphore := map[string]any{"organization": "my-org", "organization_id": "00000000-1111-4222-8333-444444444444", "project_id": "936a5312-a3b8-4921-8b3f-2cec8baac574", "repository": "web", "branch": "main"}
	for name, c := range map[string]struct {
		platform  string
		variables map[string]any
		sub, iss  string
		has       map[string]any // nil: not there
	}{
		"gitlab":              {"gitlab", gitlab, "project_path:g/p:ref_type:branch:ref:main", "https://gitlab.com", map[string]any{"environment": nil, "user_access_level": nil, "runner_id": nil, "ref_path": "refs/heads/main"}},
		"gitlab url":          {"gitlab", with(gitlab, map[string]any{"url": "https://gitlab.example.com"}), "project_path:g/p:ref_type:branch:ref:main", "https://gitlab.example.com", nil},
		"gitlab environment":  {"gitlab", with(gitlab, map[string]any{"environment": "production", "deployment_tier": "production", "environment_protected": true, "subject_components": []string{"project_id", "deployment_tier", "environment_protected"}}), "project_id:7:deployment_tier:production:environment_protected:true", "https://gitlab.com", map[string]any{"environment": "production"}},
		"gitlab dropped":      {"gitlab", with(gitlab, map[string]any{"presentation": "project_path,deployment_tier,ref"}), "project_path:g/p:ref:main", "https://gitlab.com", map[string]any{"deployment_tier": nil}},
		"github classic":      {"github", with(github, map[string]any{"branch": "main", "subject_format": "classic"}), "repo:my-org/web:ref:refs/heads/main", "https://token.actions.githubusercontent.com", map[string]any{"enterprise": nil, "job_workflow_ref": "my-org/web/.github/workflows/a.yml@refs/heads/main"}},
		"github immutable":    {"github", with(github, map[string]any{"branch": "main", "subject_format": "immutable"}), "repo:my-org@1/web@2:ref:refs/heads/main", "https://token.actions.githubusercontent.com", nil},
		"github server":       {"github", with(github, map[string]any{"tag": "v1", "issuer": "https://ghes.example.com/_services/token"}), "repo:my-org/web:ref:refs/tags/v1", "https://ghes.example.com/_services/token", nil},
		"github environment":  {"github", with(github, map[string]any{"branch": "main", "environment": "production", "subject_format": "classic"}), "repo:my-org/web:environment:production", "https://token.actions.githubusercontent.com", map[string]any{"ref": "refs/heads/main"}},
		"github pull request": {"github", with(github, map[string]any{"pull_ref": "7/merge", "subject_format": "classic"}), "repo:my-org/web:pull_request", "https://token.actions.githubusercontent.com", map[string]any{"ref": "refs/pull/7/merge"}},
		"circleci v2":         {"circleci", circleci, "org/01234567-89ab-4def-8123-4567890abcde/project/76543210-ba98-4edc-8210-edcba0987654/user/11111111-2222-4333-8444-555555555555/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/main", "https://oidc.circleci.com/org/01234567-89ab-4def-8123-4567890abcde", map[string]any{"oidc.circleci.com/context-ids": []any{}, "oidc.circleci.com/ssh-rerun": false}},
		"circleci v1":         {"circleci", with(circleci, map[string]any{"token_version": "v1", "ssh_rerun": true}), "org/01234567-89ab-4def-8123-4567890abcde/project/76543210-ba98-4edc-8210-edcba0987654/user/11111111-2222-4333-8444-555555555555", "https://oidc.circleci.com/org/01234567-89ab-4def-8123-4567890abcde", map[string]any{"oidc.circleci.com/ssh-rerun": true}},
		"circleci contexts":   {"circleci", with(circleci, map[string]any{"presentation": "v1", "context_id": []string{"22222222-3333-4444-8555-666666666666"}}), "org/01234567-89ab-4def-8123-4567890abcde/project/76543210-ba98-4edc-8210-edcba0987654/user/11111111-2222-4333-8444-555555555555", "https://oidc.circleci.com/org/01234567-89ab-4def-8123-4567890abcde", map[string]any{"oidc.circleci.com/context-ids": []any{"22222222-3333-4444-8555-666666666666"}}},
		"semaphore":           {"semaphore", semaphore, "org:my-org:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:web:ref_type:branch:ref:refs/heads/main", "https://my-org.semaphoreci.com", map[string]any{"aud": "https://my-org.semaphoreci.com", "sub127": nil, "actor": ""}},
		"semaphore host":      {"semaphore", with(semaphore, map[string]any{"host": "ci.example.com:8443", "generic_git": true, "repository": "a:b"}), "org:my-org:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:a:b:ref_type:branch:ref:refs/heads/main", "https://my-org.ci.example.com:8443", map[string]any{"aud": "https://my-org.ci.example.com:8443", "repo": "a:b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := platform.Find(c.platform)
			token, known, problems := Make(request(p, c.variables, nil))
			if !known {
				t.Fatal(problems.Text(""))
			}
			claims := decoded(t, token)
			if claims["sub"] != c.sub || claims["iss"] != c.iss {
				t.Errorf("sub %v, iss %v", claims["sub"], claims["iss"])
			}
			for name, want := range c.has {
				if v, there := claims[name]; there != (want != nil) || there && !same(v, want) {
					t.Errorf("%s is %v, want %v", name, v, want)
				}
			}
		})
	}
}

// TestWanted: what Wanted lists is enough for a token of the form, and nothing of
// it can be left out.
func TestWanted(t *testing.T) {
	t.Parallel()
	for _, p := range platform.All() {
		for i := range p.Forms {
			f := &p.Forms[i]
			variables := map[string]any{FormKey: f.Name}
			s, ok := settings(p, f)
			if !ok {
				continue
			}
			for k, v := range s {
				variables[k] = v
			}
			wanted := Wanted(p, f)
			for _, name := range wanted {
				variables[name] = p.Sample(f, name)
			}
			if _, known, problems := Make(request(p, variables, nil, unverified(p)...)); !known {
				t.Errorf("%s %s: %s", p.Name, f.Name, problems.Text(""))
			}
			for _, name := range wanted {
				if _, known, problems := Make(request(p, with(variables, map[string]any{name: nil}), nil, unverified(p)...)); known || !strings.Contains(problems.Text(""), name) {
					t.Errorf("%s %s without %s: %s", p.Name, f.Name, name, problems.Text(""))
				}
			}
		}
	}
}
