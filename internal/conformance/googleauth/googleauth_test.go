// Package googleauth lets Google's own library (cloud.google.com/go/auth) read
// the credential files that this provider writes, google_workload_identity's and
// those of the pipelines' steps, and exchange tokens with them. The library's
// requests go to Google's names, which lead to a stand-in on this machine that
// decides by the pool provider of the same function.
package googleauth

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cloud.google.com/go/auth"
	"cloud.google.com/go/auth/credentials"

	"github.com/cioidc/terraform-provider-cioidc/internal/pipeline"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/e2e/runner"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/e2e/standin"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

const (
	number, id = "123456789012", "ci-provider"
	fullName   = "projects/" + number + "/locations/global/workloadIdentityPools/ci-pool/providers/" + id
	account    = "deploy@my-project.iam.gserviceaccount.com"
	scope      = "https://www.googleapis.com/auth/cloud-platform"
	helper     = "GOOGLEAUTH_TEST_HELPER"
	rejected   = "rejected by the attribute condition"
)

// A ci is a platform, its issuer and its jobs on main.
type ci struct {
	platform, issuer, form string
	filters                map[string]any
}

var platforms = []ci{
	{"semaphore", "https://my-org.semaphoreci.com", "branch", map[string]any{
		"organization": "my-org", "project_ids": []string{"936a5312-a3b8-4921-8b3f-2cec8baac574"}, "branches": []string{"main"},
	}},
	{"circleci", "https://oidc.circleci.com/org/01234567-89ab-4def-8123-4567890abcde", "github_branch", map[string]any{
		"organization_id": "01234567-89ab-4def-8123-4567890abcde", "project_ids": []string{"76543210-ba98-4edc-8210-edcba0987654"},
		"repositories": []string{"github.com/my-org/web"}, "branches": []string{"main"},
	}},
	{"gitlab", "https://gitlab.com", "branch", map[string]any{
		"projects": []string{"my-group/my-project"}, "project_ids": []string{"57382910"}, "branches": []string{"main"},
	}},
}

// trusting is Google with a provider for the jobs, and the credential file of the
// grant, which finds the token in tokenFile.
func trusting(t *testing.T, c ci, i *standin.Issuer, serviceAccount, tokenFile string) (*standin.Google, string) {
	t.Helper()
	out, problems := google.WorkloadIdentity(map[string]google.Grant{"deploy": {Jobs: c.jobs(t), ServiceAccount: serviceAccount}}, value.Of(map[string]any{
		"project_number": number, "pool_id": "ci-pool", "provider_id": id, "token_file": tokenFile,
	}))
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	provider, err := json.Marshal(map[string]any{
		"issuer_uri": out.IssuerURI, "allowed_audiences": out.AllowedAudiences,
		"attribute_mapping": out.AttributeMapping, "attribute_condition": out.AttributeCondition,
	})
	if err != nil {
		t.Fatal(err)
	}
	return &standin.Google{Issuer: i, Audience: "//iam.googleapis.com/" + fullName, Provider: string(provider), Account: serviceAccount}, out.Grants["deploy"].CredentialConfig
}

func (c ci) jobs(t *testing.T) trust.Jobs {
	t.Helper()
	d, problems := trust.Describe(c.platform, value.Of(c.filters))
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	return d.Jobs
}

// claims are of a branch's job, with the audience that the job asks for; only
// GitLab's jobs ask.
func (c ci) claims(i *standin.Issuer, branch string) map[string]any {
	audience := ""
	if c.platform == "gitlab" {
		audience = "https://iam.googleapis.com/" + fullName
	}
	return i.Claims(c.form, map[string]string{"branch": branch}, audience)
}

// TestCredentialConfig gives the library the file as google_workload_identity
// writes it, for a service account and for direct access.
func TestCredentialConfig(t *testing.T) {
	t.Parallel()
	for _, c := range platforms {
		for name, serviceAccount := range map[string]string{"service account": account, "direct": ""} {
			t.Run(c.platform+"/"+name, func(t *testing.T) {
				t.Parallel()
				n := standin.New(t)
				i := n.Issuer(t, c.issuer)
				dir := t.TempDir()
				tokenFile, file := filepath.Join(dir, "token"), filepath.Join(dir, "credentials.json")
				g, config := trusting(t, c, i, serviceAccount, tokenFile)
				g.Serve(n)
				write(t, file, config)

				write(t, tokenFile, i.Mint(c.claims(i, "main")))
				got, err := fetch(t.Context(), file, n.Client(t))
				if want := wanted(serviceAccount); err != nil || got != want {
					t.Errorf("the library got %q instead of %q: %v", got, want, err)
				}
				called(t, g, serviceAccount)

				write(t, tokenFile, i.Mint(c.claims(i, "feature")))
				if got, err := fetch(t.Context(), file, n.Client(t)); err == nil || !strings.Contains(err.Error(), rejected) {
					t.Errorf("another branch got %q: %v", got, err)
				}
				if strays := n.Strays(); len(strays) > 0 {
					t.Errorf("the library asked for %q", strays)
				}
			})
		}
	}
}

// TestSteps runs the steps for Google and then, in the same job, a program that
// finds its credentials as Google's libraries do by default. gcloud itself does
// nothing here: internal/test/e2e runs it where it is.
func TestSteps(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range platforms {
		t.Run(c.platform, func(t *testing.T) {
			t.Parallel()
			n := standin.New(t)
			i := n.Issuer(t, c.issuer)
			g, _ := trusting(t, c, i, account, "/unused")
			g.Serve(n)
			made, problems := pipeline.Make(pipeline.Request{Platform: c.platform, Party: "google", Jobs: c.jobs(t), Options: value.Of(map[string]any{
				"project_number": number, "pool_id": "ci-pool", "provider_id": id, "service_account": account, "jobs": []string{}, "commands": []string{"deploy"},
			})})
			if len(problems) > 0 {
				t.Fatal(problems.Text(""))
			}
			play := func(branch string) runner.Result {
				dir := t.TempDir()
				write(t, filepath.Join(dir, "gcloud"), "#!/bin/sh\n")
				if err := os.Symlink(self, filepath.Join(dir, "deploy")); err != nil {
					t.Fatal(err)
				}
				return runner.Run(t, runner.Job{
					Platform: c.platform, File: made.YAML.Text, Dir: dir,
					Token: func(audience string) string {
						claims := i.Claims(c.form, map[string]string{"branch": branch}, audience)
						return i.Mint(claims)
					},
					Environment: append(n.Environment(t), helper+"=1", "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH")),
				})
			}
			if r := play("main"); r.ExitCode != 0 || !strings.Contains(r.Output, "token "+standin.AccountToken+"\n") {
				t.Errorf("main ended with %d:\n%s", r.ExitCode, r.Output)
			}
			called(t, g, account)
			if r := play("feature"); r.ExitCode == 0 || !strings.Contains(r.Output, rejected) {
				t.Errorf("another branch ended with %d:\n%s", r.ExitCode, r.Output)
			}
			if strays := n.Strays(); len(strays) > 0 {
				t.Errorf("the library asked for %q", strays)
			}
		})
	}
}

// wanted is the token that there must be at the end.
func wanted(serviceAccount string) string {
	if serviceAccount == "" {
		return standin.FederatedToken
	}
	return standin.AccountToken
}

// called demands one exchange, and one call for the service account's token.
func called(t *testing.T, g *standin.Google, serviceAccount string) {
	t.Helper()
	want := []string{"https://sts.googleapis.com/v1/token"}
	if serviceAccount != "" {
		want = append(want, "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"+serviceAccount+":generateAccessToken")
	}
	var got []string
	for _, call := range g.Calls() {
		got = append(got, call.URL)
		if !call.Admitted {
			t.Errorf("%s was refused", call.URL)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the library called %q instead of %q", got, want)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
}

// TestMain is also what a job runs as its own command: a program that finds its
// credentials by default.
func TestMain(m *testing.M) {
	if os.Getenv(helper) == "" {
		os.Exit(m.Run())
	}
	token, err := fetch(context.Background(), "", nil)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("token " + token)
}

// fetch is an access token by Google's library: with a credential file, or found
// by default.
func fetch(ctx context.Context, file string, client *http.Client) (string, error) {
	options := &credentials.DetectOptions{Scopes: []string{scope}, Client: client}
	find := credentials.DetectDefault
	if file != "" {
		find = func(o *credentials.DetectOptions) (*auth.Credentials, error) {
			return credentials.NewCredentialsFromFile(credentials.ExternalAccount, file, o)
		}
	}
	found, err := find(options)
	if err != nil {
		return "", err
	}
	token, err := found.Token(ctx)
	if err != nil {
		return "", err
	}
	return token.Value, nil
}
