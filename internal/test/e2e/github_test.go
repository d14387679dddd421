package e2e_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/e2e/standin"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// TestGitHub is TestAWS for a GitHub workflow, whose steps ask for the token with
// curl and jq.
func TestGitHub(t *testing.T) {
	t.Parallel()
	program(t, "curl")
	program(t, "jq")
	c := ci{platform: "github", issuer: "https://token.actions.githubusercontent.com", form: "branch", admitted: []string{"main"}}
	h := providertest.New(t, factory, providertest.Tree(examples, "github-aws"))
	job, sts, role := awsOf(t, c, h, `true`)
	const (
		host   = "run-actions-3-azure-eastus.actions.githubusercontent.com"
		path   = "/144//idtoken/98d8e5b3"
		secret = "the request's own token"
	)
	job.environment = append(job.environment, "ACTIONS_ID_TOKEN_REQUEST_URL=https://"+host+path+"?api-version=2.0", "ACTIONS_ID_TOKEN_REQUEST_TOKEN="+secret)
	on := func(branch string) {
		job.internet.Handle(host, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet || r.URL.Path != path || r.URL.Query().Get("api-version") != "2.0" || r.Header.Get("Authorization") != "bearer "+secret {
				http.Error(w, "unauthorized", http.StatusUnauthorized)
				return
			}
			token := job.issuer.Mint(c.onBranch(job.issuer, branch, r.URL.Query().Get("audience")))
			_ = json.NewEncoder(w).Encode(map[string]any{"count": len(token), "value": token})
		}))
	}
	on("main")
	r := job.run(t)
	if calls := sts.Calls(); r.ExitCode != 0 || len(calls) == 0 || !calls[0].Admitted || calls[0].RoleARN != role || calls[0].SessionName != "github-1658821493-1" {
		t.Errorf("it ended with %d after %+v:\n%s", r.ExitCode, calls, r.Output)
	} else {
		withheld(t, r.Output, calls[0].Token, secret, standin.SecretKey)
	}
	on("feature")
	if r := job.run(t); r.ExitCode == 0 || !strings.Contains(r.Output, denied) {
		t.Errorf("another branch ended with %d:\n%s", r.ExitCode, r.Output)
	}
	job.environment = append(job.environment, "ACTIONS_ID_TOKEN_REQUEST_TOKEN=another")
	before := len(sts.Calls())
	if r := job.run(t); r.ExitCode == 0 || len(sts.Calls()) != before {
		t.Errorf("without a token it ended with %d:\n%s", r.ExitCode, r.Output)
	}
	noStrays(t, job.internet)
}
