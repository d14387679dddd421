package e2e_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/e2e/standin"
)

// TestGcloudWritesTheSame compares the credential file with gcloud's own, byte by
// byte.
func TestGcloudWritesTheSame(t *testing.T) {
	t.Parallel()
	gcloud := program(t, "gcloud")
	const (
		provider = "projects/123456789012/locations/global/workloadIdentityPools/ci-pool/providers/ci-provider"
		file     = "/tmp/oidc_token"
	)
	for name, account := range map[string]string{"service account": "deploy@my-project.iam.gserviceaccount.com", "direct": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := standin.New(t)
			dir := t.TempDir()
			out := filepath.Join(dir, "credentials.json")
			args := []string{"iam", "workload-identity-pools", "create-cred-config", provider, "--credential-source-file=" + file, "--output-file=" + out}
			if account != "" {
				args = append(args, "--service-account="+account)
			}
			cmd := exec.CommandContext(t.Context(), gcloud, args...)
			cmd.Env = append(n.Environment(t), gcloudEnvironment...)
			cmd.Env = append(cmd.Env, "HOME="+dir, "PATH="+os.Getenv("PATH"))
			if log, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, log)
			}
			theirs, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			if ours := google.CredentialConfig(account, file, provider); !bytes.Equal(theirs, []byte(ours)) {
				t.Errorf("gcloud writes\n%s\nand this provider\n%s", theirs, ours)
			}
			noStrays(t, n)
		})
	}
}
