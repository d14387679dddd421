package relyingparty_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var update = flag.Bool("update", false, "rewrite testdata")

// backends by the names that users see.
var backends = map[string]func(trust.Jobs, value.V) (relyingparty.Report, problem.List){
	"aws_trust_policy": func(j trust.Jobs, o value.V) (relyingparty.Report, problem.List) {
		r, p := aws.TrustPolicy(j, o)
		return r.Report, p
	},
	"aws_oidc_providers": func(j trust.Jobs, o value.V) (relyingparty.Report, problem.List) {
		r, p := aws.OIDCProviders(j, o)
		return r.Report, p
	},
	"google_workload_identity": func(j trust.Jobs, o value.V) (relyingparty.Report, problem.List) {
		r, p := google.WorkloadIdentity(map[string]google.Grant{"deploy": {Jobs: j}}, o)
		return r.Report, p
	},
	"vault_jwt_role": func(j trust.Jobs, o value.V) (relyingparty.Report, problem.List) {
		r, p := vault.JWTRole(j, o)
		return r.Report, p
	},
	"azure_federated_credentials": func(j trust.Jobs, o value.V) (relyingparty.Report, problem.List) {
		r, p := azure.FederatedCredentials(j, o)
		return r.Report, p
	},
}

// TestOptions holds whole diagnostics, one file per back end: NAME.json is the
// input, NAME.txt what the user is told; the summary and warnings when nothing
// is wrong. Run with -update to rewrite the texts, then read them.
func TestOptions(t *testing.T) {
	for name, run := range backends {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", "options", name+".txtar")
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a := txtar.Parse(raw)
			for i := 0; i+1 < len(a.Files); i += 2 {
				var in struct {
					Jobs struct {
						Platform string
						Filters  map[string]any
					}
					Options map[string]any
				}
				if err := json.Unmarshal(a.Files[i].Data, &in); err != nil {
					t.Fatal(err)
				}
				report, problems := run(describe(t, in.Jobs.Platform, in.Jobs.Filters), value.Of(in.Options))
				got := "ok: " + report.Summary + "\n"
				if len(report.Warnings) > 0 {
					got += strings.Join(report.Warnings, "\n") + "\n"
				}
				if len(problems) > 0 {
					got = problems.Text("") + "\n"
				}
				if *update {
					a.Files[i+1].Data = []byte(got)
				} else if want := string(a.Files[i+1].Data); got != want {
					t.Errorf("%s: got\n%swant\n%s", a.Files[i].Name, got, want)
				}
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(a), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
