package provider_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tfsdklogtest"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// A traced provider writes all that the framework logs, at TRACE, into a buffer:
// in a user's run that goes into the CLI's log.
type traced struct {
	tfprotov6.ProviderServer
	log *providertest.Log
}

// ctx has the buffer's logger in place of the server's own, whose sink would
// prevail.
func (s traced) ctx(context.Context) context.Context {
	return tfsdklogtest.RootLogger(context.Background(), s.log) //nolint:usetesting // the server's context is what is replaced
}

func (s traced) ValidateResourceConfig(ctx context.Context, r *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return s.ProviderServer.ValidateResourceConfig(s.ctx(ctx), r)
}

func (s traced) PlanResourceChange(ctx context.Context, r *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return s.ProviderServer.PlanResourceChange(s.ctx(ctx), r)
}

func (s traced) ApplyResourceChange(ctx context.Context, r *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return s.ProviderServer.ApplyResourceChange(s.ctx(ctx), r)
}

func (s traced) ReadResource(ctx context.Context, r *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return s.ProviderServer.ReadResource(s.ctx(ctx), r)
}

func (s traced) ImportResourceState(ctx context.Context, r *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return s.ProviderServer.ImportResourceState(s.ctx(ctx), r)
}

func (s traced) OpenEphemeralResource(ctx context.Context, r *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return s.ProviderServer.OpenEphemeralResource(s.ctx(ctx), r)
}

func (s traced) UpgradeResourceState(ctx context.Context, r *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return s.ProviderServer.UpgradeResourceState(s.ctx(ctx), r)
}

func (s traced) ValidateEphemeralResourceConfig(ctx context.Context, r *tfprotov6.ValidateEphemeralResourceConfigRequest) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	return s.ProviderServer.ValidateEphemeralResourceConfig(s.ctx(ctx), r)
}

func (s traced) CloseEphemeralResource(ctx context.Context, r *tfprotov6.CloseEphemeralResourceRequest) (*tfprotov6.CloseEphemeralResourceResponse, error) {
	return s.ProviderServer.CloseEphemeralResource(s.ctx(ctx), r)
}

func (s traced) ValidateDataResourceConfig(ctx context.Context, r *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return s.ProviderServer.ValidateDataResourceConfig(s.ctx(ctx), r)
}

func (s traced) ReadDataSource(ctx context.Context, r *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return s.ProviderServer.ReadDataSource(s.ctx(ctx), r)
}

func (s traced) CallFunction(ctx context.Context, r *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	return s.ProviderServer.CallFunction(s.ctx(ctx), r)
}

// tracedBy is a factory of servers that write into one log.
func tracedBy(log *providertest.Log) providertest.Factory {
	return func() (tfprotov6.ProviderServer, error) {
		s, err := factory()
		return traced{s, log}, err
	}
}

// TestCanary runs every way to have a key with all logs on and looks for the
// private key: in logs and output always, in plan and state where the user did
// not ask for it.
func TestCanary(t *testing.T) {
	t.Parallel()
	const variable = "variable \"pem\" {\n  type      = string\n  sensitive = true\n EPHEMERAL\n}\n"
	use := `
locals {
  set  = provider::cioidc::jwks([cioidc_signing_key.k.public_jwk])
  docs = provider::cioidc::issuer_documents("https://ci.example.com", local.set.json)
}
data "cioidc_jwks" "k" { keys = [cioidc_signing_key.k.public_key_pem] }
output "docs" { value = [local.docs.documents["jwks"].body, data.cioidc_jwks.k.json, cioidc_signing_key.k.kid] }
`
	a, b := testKeys().a, testKeys().ed
	for name, c := range map[string]struct {
		body      string
		minor     int
		stateHas  bool
		public    bool
		variables bool
	}{
		"generated":  {`resource "cioidc_signing_key" "k" {}`, 8, true, false, false},
		"given":      {variable + `resource "cioidc_signing_key" "k" { private_key_pem = var.pem }`, 8, true, false, true},
		"public":     {variable + `resource "cioidc_signing_key" "k" { public_key_pem = nonsensitive(var.pem) }`, 8, false, true, true},
		"write-only": {strings.Replace(variable, "EPHEMERAL", " ephemeral = true", 1) + "resource \"cioidc_signing_key\" \"k\" {\n  private_key_pem_wo         = var.pem\n  private_key_pem_wo_version = parseint(substr(\"1\", 0, 1), 10)\n}", 11, false, false, true},
		"ephemeral":  {strings.Replace(variable, "EPHEMERAL", " ephemeral = true", 1) + "ephemeral \"cioidc_signing_key\" \"e\" {\n  private_key_pem = var.pem\n}\nresource \"cioidc_signing_key\" \"k\" {\n  private_key_pem_wo         = ephemeral.cioidc_signing_key.e.private_key_pem\n  private_key_pem_wo_version = 1\n}", 11, false, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := &providertest.Log{}
			h := providertest.New(t, tracedBy(log), config(strings.Replace(c.body, "EPHEMERAL", "", 1)+use), providertest.WithEnv("TF_LOG", "TRACE"))
			needs(t, h, c.minor)
			secret := []jwk.Key{a, b}
			vars := func(k jwk.Key) providertest.Vars {
				if !c.variables {
					return nil
				}
				if c.public {
					return providertest.Vars{"pem": k.PublicPEM()}
				}
				return providertest.Vars{"pem": k.PrivatePEM()}
			}
			var printed strings.Builder
			note := func(r providertest.Result, err error) {
				printed.WriteString(r.Output)
				if err != nil {
					printed.WriteString(err.Error())
				}
			}
			for _, k := range []jwk.Key{a, b} {
				plan, err := h.Plan(vars(k))
				if err != nil {
					t.Fatal(err)
				}
				note(plan.Result, nil)
				if !c.stateHas && leaks(string(plan.Raw), secret...) {
					t.Error("the private key is in the plan")
				}
				result, err := h.Apply(vars(k))
				note(result, err)
				if err != nil {
					t.Fatal(err)
				}
				if c.stateHas {
					k, err := jwk.ParsePrivatePEM(stateKey(t, h))
					if err != nil {
						t.Fatal(err)
					}
					secret = append(secret, k)
					if !leaks(stateText(t, h), k) {
						t.Error("the canary does not sing: the key is not found where it is")
					}
				} else if leaks(stateText(t, h), secret...) || strings.Contains(stateText(t, h), "PRIVATE") {
					t.Error("the private key is in the state")
				}
			}
			// Mistakes: a key that is cut off, one that does not fit, and an import.
			for _, broken := range []string{a.PrivatePEM()[:1200], strings.Replace(a.PrivatePEM(), "PRIVATE", "EC PRIVATE", 2)} {
				if c.variables {
					result, err := h.Apply(providertest.Vars{"pem": broken})
					note(result, err)
					if err == nil {
						t.Error("a broken key is taken")
					}
				}
			}
			note(h.Import("cioidc_signing_key.other", "id-of-an-import", vars(a)))
			note(h.Destroy(vars(a)))
			if leaks(printed.String(), secret...) {
				t.Error("the private key is in what the CLI printed or logged")
			}
			if len(log.String()) == 0 || !strings.Contains(printed.String(), "[TRACE]") {
				t.Errorf("nothing was logged (%d bytes, %d printed): the test looks at nothing", len(log.String()), printed.Len())
			}
			if leaks(log.String(), secret...) {
				t.Error("the private key is in what the provider logged")
			}
			// Nothing is left beside the state and its backup, which Terraform writes.
			files, err := filepath.Glob(filepath.Join(h.Dir(), "*"))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err == nil && leaks(string(text), secret...) && (!c.stateHas || !strings.Contains(filepath.Base(file), "tfstate")) {
					t.Errorf("the private key is in %s", filepath.Base(file))
				}
			}
		})
	}
}

// stateKey is the private key of the resource k in the state.
func stateKey(t *testing.T, h *providertest.Harness) string {
	t.Helper()
	text := stateText(t, h)
	_, rest, ok := strings.Cut(text, `"private_key_pem": "`)
	pem, _, end := strings.Cut(rest, `"`)
	if !ok || !end {
		t.Fatal("no private key in the state")
	}
	return strings.ReplaceAll(pem, `\n`, "\n")
}
