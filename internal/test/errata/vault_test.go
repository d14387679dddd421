package errata

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A mountAndRole is what a case wants of Vault.
type mountAndRole struct {
	Mount map[string]string `json:"mount"`
	Role  struct {
		Type        string           `json:"role_type"`
		UserClaim   string           `json:"user_claim"`
		Audiences   []string         `json:"bound_audiences"`
		BoundClaims map[string]texts `json:"bound_claims"`
		ClaimsType  string           `json:"bound_claims_type"`
	} `json:"role"`
}

func eachRole(t *testing.T, visit func(t *testing.T, r mountAndRole)) {
	t.Helper()
	eachWant(t, "vault", func(t *testing.T, text string) {
		var r mountAndRole
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			t.Fatal(err)
		}
		visit(t, r)
	})
}

// Row 12: a guide's role matches repo and branch, and branch is main for every
// pull request that aims at main. Ours matches the ref and the project's id.
func TestVaultMatchesRefNeverBranch(t *testing.T) {
	eachRole(t, func(t *testing.T, r mountAndRole) {
		if _, has := r.Role.BoundClaims["branch"]; has {
			t.Errorf("matches the claim branch: %v", r.Role.BoundClaims)
		}
	})
	role, problems := vault.JWTRole(describe(t, "semaphore", semaphoreWeb()), value.Of(nil))
	if len(problems) > 0 || role.BoundClaims["ref"] != "refs/heads/main" || role.BoundClaims["prj_id"] == "" {
		t.Errorf("got %v %s", role.BoundClaims, problems.Text(""))
	}
}

// Row 13: a guide takes the user from a claim that is always empty. So are two
// others; and one that may be missing would do no better.
func TestVaultRefusesEmptyUserClaim(t *testing.T) {
	for name, claims := range map[string][]string{
		"semaphore": {"actor", "tag", "pr", "pr_branch", "email"},
		"circleci":  {"oidc.circleci.com/context-ids", "oidc.circleci.com/ssh-rerun", "actor"},
		"gitlab":    {"environment", "runner_id", "actor"},
	} {
		filters := map[string]args{
			"semaphore": semaphoreWeb(),
			"circleci":  {"organization_id": circleOrg, "project_ids": []string{circleProject}, "token_version": "v1"},
			"gitlab":    {"projects": []string{"g/p"}, "branches": []string{"main"}},
		}[name]
		jobs := describe(t, name, filters)
		options := args{}
		if name == "gitlab" {
			options["audiences"] = []string{"https://vault.example.com"}
		}
		for _, claim := range claims {
			options["user_claim"] = claim
			_, problems := vault.JWTRole(jobs, value.Of(options))
			t.Run(name+" "+claim, func(t *testing.T) { refused(t, problem.BadValue, problems) })
		}
		delete(options, "user_claim")
		role, problems := vault.JWTRole(jobs, value.Of(options))
		if len(problems) > 0 {
			t.Fatal(problems.Text(""))
		}
		for _, token := range tokens(jobs[0], nil) {
			if got, ok := token[role.UserClaim].(string); !ok || got == "" {
				t.Errorf("%s: the user claim %s is %v", name, role.UserClaim, token[role.UserClaim])
			}
		}
	}
}

// Row 14: a guide's role names no audience, which Vault refuses since 1.17.
func TestVaultBindsAudience(t *testing.T) {
	eachRole(t, func(t *testing.T, r mountAndRole) {
		if len(r.Role.Audiences) == 0 || slices.Contains(r.Role.Audiences, "") || r.Role.Type != "jwt" {
			t.Errorf("got type %q and audiences %q", r.Role.Type, r.Role.Audiences)
		}
	})
	gitlab := describe(t, "gitlab", args{"projects": []string{"g/p"}, "branches": []string{"main"}})
	_, problems := vault.JWTRole(gitlab, value.Of(nil))
	refused(t, problem.BadAudience, problems)
}

// Row 18: a page gives an address for the keys where there are none. Ours let
// the mount discover them from the issuer.
func TestVaultDiscoversKeys(t *testing.T) {
	eachRole(t, func(t *testing.T, r mountAndRole) {
		if issuer := r.Mount["bound_issuer"]; issuer == "" || r.Mount["oidc_discovery_url"] != issuer || len(r.Mount) != 2 {
			t.Errorf("got the mount %v", r.Mount)
		}
	})
	if got := platform.Find("semaphore").Issuer.KeysPath; got != "/.well-known/jwks.json" {
		t.Errorf("the platform data has the keys at %s", got)
	}
}
