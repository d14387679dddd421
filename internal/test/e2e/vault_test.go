package e2e_test

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/e2e/standin"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// TestVault applies the example with the official provider to an OpenBao server,
// as it stands, and lets the example's pipeline file log in and read a secret.
// The server gets the platform's keys from the platform's own URL.
func TestVault(t *testing.T) {
	t.Parallel()
	for _, c := range effort.Some(platforms, 1, 1) {
		t.Run(c.platform, func(t *testing.T) {
			t.Parallel()
			testVault(t, c)
		})
	}
}

func testVault(t *testing.T, c ci) {
	vault := bao(t)
	mirror, err := filepath.Abs(filepath.Join(peers, "mirror"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(mirror, "registry.terraform.io", "hashicorp", "vault")); err != nil {
		t.Skipf("SKIPPED: the official Vault provider is not built (make peers): %v", err)
	}
	n := standin.New(t)
	i := n.Issuer(t, c.issuer)
	server := startVault(t, n)
	server.at(t, n, "vault.example.com:8200")
	example := c.platform + "-vault"
	h := providertest.New(t, factory, providertest.Tree(examples, example), providertest.RealProviders(mirror, "hashicorp/vault"),
		providertest.WithEnv("VAULT_ADDR", server.address), providertest.WithEnv("VAULT_TOKEN", rootToken))
	h.ApplyTwiceClean(nil)
	const secret = "the s3cret of the deployment"
	server.put(t, "secret/data/deploy", map[string]any{"data": map[string]any{"key": secret}})

	job := play{ci: c, file: pipeline(t, h, "make deploy"), issuer: i, internet: n, programs: map[string]string{"vault": vault}, deploy: `printf 'it is %s\n' "$DEPLOY_KEY"`}
	for _, branch := range c.admitted {
		if r := job.branch(t, branch); r.ExitCode != 0 || !strings.Contains(r.Output, "it is "+secret+"\n") {
			t.Errorf("the branch %s ended with %d:\n%s", branch, r.ExitCode, r.Output)
		}
	}
	for _, shell := range c.smallShells() { // the image hashicorp/vault has no bash
		job := job
		job.shell = shell
		if r := job.branch(t, "main"); r.ExitCode != 0 || !strings.Contains(r.Output, "it is "+secret+"\n") {
			t.Errorf("%s ended with %d:\n%s", shell, r.ExitCode, r.Output)
		}
		if r := job.branch(t, "feature"); r.ExitCode == 0 || strings.Contains(r.Output, "it is") {
			t.Errorf("another branch with %s ended with %d:\n%s", shell, r.ExitCode, r.Output)
		}
	}
	job.refuse(t, func(r refusal) string { return r.vault }, secret)
	if place, _ := url.Parse(c.issuer); !slices.Contains(n.Requests(), "GET "+place.Host+place.Path+"/.well-known/openid-configuration") {
		t.Errorf("the server did not ask %s for its keys: %q", c.issuer, n.Requests())
	}
	noStrays(t, n)
}
