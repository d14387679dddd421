package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// tokenJob is a job of GitLab, in Terraform's language.
const tokenJob = `{ project_path = "my-group/web", namespace_path = "my-group", project_id = 57382910, namespace_id = "72", branch = "main" }`

// pemVariable takes a key that nobody keeps.
const pemVariable = `
variable "pem" {
  type      = string
  ephemeral = true
}
`

// tokenBlock is a token of that job, with more arguments.
func tokenBlock(name, more string) string {
	return `
ephemeral "cioidc_token" "` + name + `" {
  platform  = "gitlab"
  audiences = ["vault"]
  variables = ` + tokenJob + `
` + more + `
}
`
}

// demand is an output whose precondition asks an opened token, which it calls
// self. (A postcondition of the token itself makes Terraform 1.11 crash when it
// shows the plan as JSON.)
func demand(name, condition string) string {
	condition = strings.ReplaceAll(condition, "self.", "ephemeral.cioidc_token."+name+".")
	return "output \"" + name + "\" {\n  value = true\n  precondition {\n    condition     = " + condition + "\n    error_message = \"It does not hold.\"\n  }\n}\n"
}

// TestToken: the token is the job's, signed with the key, in every plan and apply
// anew, and with a key in either form; a demand that it does not meet fails, so
// the others mean something.
func TestToken(t *testing.T) {
	t.Parallel()
	body := pemVariable + `
variable "jwk" {
  type      = string
  ephemeral = true
}
locals {
  jobs = provider::cioidc::jobs("gitlab", { project_ids = ["57382910"], branches = ["main"] }).jobs
  role = provider::cioidc::vault_jwt_role(local.jobs, { audiences = ["vault"] }).role_json
}
` + tokenBlock("pem", "  private_key_pem = var.pem") + demand("pem", `alltrue([
        provider::cioidc::decode_token(self.token).claims_json == self.claims_json,
        provider::cioidc::decode_token(self.token).key_id == self.kid && self.kid == "`+testKeys().a.KID()+`",
        provider::cioidc::decode_token(self.token).algorithm == "RS256" && self.algorithm == "RS256",
        jsondecode(self.claims_json).sub == self.subject && self.subject == "project_path:my-group/web:ref_type:branch:ref:main",
        jsondecode(self.claims_json).aud == "vault" && self.issuer == "https://gitlab.com" && self.form == "branch",
        self.expires_at == timeadd(self.issued_at, "1h"),
        timecmp(timeadd(self.issued_at, "10m"), plantimestamp()) > 0,
        length(self.assumptions) == 1,
        provider::cioidc::vault_admits(local.role, self.claims_json).admitted,
      ])`) + tokenBlock("jwk", `
  private_jwk = var.jwk
  kid         = "my-kid"
  lifetime    = "90s"
  claims      = { nbf = 7, jti = "x" }
`) + demand("jwk", `alltrue([
        provider::cioidc::decode_token(self.token).key_id == "my-kid",
        self.expires_at == timeadd(self.issued_at, "90s"),
        jsondecode(self.claims_json).nbf == 7 && jsondecode(self.claims_json).jti == "x",
      ])`) + tokenBlock("loose", `
  private_jwk = var.jwk
  kid_format  = "semaphore"
  algorithm   = "RS512"
  unchecked   = true
  claims      = { sub = null, exp = null, aud = null, strange = { a = [1] } }
`) + demand("loose", `alltrue([
        self.algorithm == "RS512", length(self.kid) == 32, self.subject == null, self.expires_at == null,
        jsondecode(self.claims_json).strange.a[0] == 1, length(self.assumptions) == 0,
      ])`)
	h := providertest.New(t, factory, config(body))
	needs(t, h, 11)
	a := testKeys().a
	vars := providertest.Vars{"pem": a.PrivatePEM(), "jwk": a.PrivateJWK()}
	h.ApplyTwiceClean(vars)
	rewrite(t, h, body+tokenBlock("bad", "  private_key_pem = var.pem")+demand("bad", `self.subject == "another"`))
	h.PlanFails(vars, "Module output value precondition failed")
}

// TestTokenRefused: what no job can show stops the plan and names the claim.
func TestTokenRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args string
		want []string
	}{
		"another ref":     {"private_key_pem = var.pem\n  claims = { ref = \"dev\" }", []string{`CE104 claims.ref: no job shows it beside the other claims: with the others the platform has "main" there`}},
		"unknown name":    {"private_key_pem = var.pem\n  claims = { reff = \"dev\" }", []string{`CE101 claims.reff: tokens of GitLab CI/CD have no claim "reff". Did you mean "ref"?`}},
		"expired":         {"private_key_pem = var.pem\n  claims = { exp = 7 }", []string{"CE104 claims.exp: the token would end before it begins"}},
		"lifetime":        {"private_key_pem = var.pem\n  lifetime = \"25h\"", []string{"CE104 lifetime: whether a token of GitLab CI/CD lives longer than 1h0m0s is not known"}},
		"algorithm":       {"private_key_pem = var.pem\n  algorithm = \"RS512\"", []string{"CE104 algorithm: GitLab CI/CD signs with RS256, and this key is for RS512"}},
		"no algorithm":    {"private_key_pem = var.pem\n  algorithm = \"none\"", []string{"CE104 algorithm: no platform's tokens are signed with it. Known are RS256"}},
		"wrong algorithm": {"private_key_pem = var.pem\n  algorithm = \"ES256\"", []string{"CE110 algorithm: the key cannot sign with it"}},
		"no key":          {"", []string{"CE103: private_key_pem or private_jwk must be given"}},
		"two keys":        {"private_key_pem = var.pem\n  private_jwk = var.pem", []string{"CE106: private_key_pem and private_jwk are both given"}},
		"PEM as JWK":      {"private_jwk = var.pem", []string{"CE110: private_jwk: this is no JSON"}},
		"cut off":         {"private_key_pem = substr(var.pem, 0, 900)", []string{"CE110: private_key_pem: the PEM is cut off or broken"}},
		"kid and format":  {"private_key_pem = var.pem\n  kid = \"a\"\n  kid_format = \"rfc7638\"", []string{"CE106 kid_format: kid names the key already"}},
		"kid_format":      {"private_key_pem = var.pem\n  kid_format = \"sha1\"", []string{"CE104 kid_format: there is no such way to make a kid"}},
		"empty kid":       {"private_key_pem = var.pem\n  kid = \"\"", []string{"CE110 kid: a kid is 1 to 1024 bytes"}},
		"key as claim":    {"private_key_pem = var.pem\n  claims = { ref = var.pem }", []string{"CE104 claims.ref: the value (not shown, since it looks like a key) cannot occur"}},
		"key as lifetime": {"private_key_pem = var.pem\n  lifetime = var.pem", []string{"CE104 lifetime: the value (not shown"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := providertest.New(t, factory, config(pemVariable+tokenBlock("t", "  "+c.args)))
			needs(t, h, 11)
			if text := h.PlanFails(providertest.Vars{"pem": testKeys().a.PrivatePEM()}, c.want...); leaks(text, testKeys().a) {
				t.Errorf("the key is printed:\n%s", text)
			}
		})
	}
}

// TestTokenKnownLater: a token of a job that is known only after apply is not
// opened in the plan, and mistakes in what is known stop it all the same.
func TestTokenKnownLater(t *testing.T) {
	t.Parallel()
	later := func(args string) string {
		return pemVariable + `
resource "terraform_data" "branch" { input = "main" }
ephemeral "cioidc_token" "t" {
  platform        = "gitlab"
  audiences       = ["vault"]
  variables       = merge(` + tokenJob + `, { branch = terraform_data.branch.output })
  private_key_pem = var.pem
` + args + "}\n" + demand("t", `self.subject == "project_path:my-group/web:ref_type:branch:ref:main"`)
	}
	h := providertest.New(t, factory, config(later("")))
	needs(t, h, 11)
	vars := providertest.Vars{"pem": testKeys().a.PrivatePEM()}
	h.ApplyTwiceClean(vars)
	h = providertest.New(t, factory, config(later("  lifetime = \"x\"\n")))
	h.PlanFails(vars, "CE104 lifetime")
}

// TestTokenCanary: with all logs on, neither the token nor its key is in what the
// CLI prints or logs, in what the provider logs, in the plan or in the state.
func TestTokenCanary(t *testing.T) {
	t.Parallel()
	log := &providertest.Log{}
	server, opened := watchedTokens(log)
	h := providertest.New(t, server, config(pemVariable+tokenBlock("t", "  private_key_pem = var.pem")+`
resource "terraform_data" "d" {
  input = "known"
  provisioner "local-exec" {
    command = "true"
    environment = { TOKEN = ephemeral.cioidc_token.t.token }
  }
}
`), providertest.WithEnv("TF_LOG", "TRACE"))
	needs(t, h, 11)
	a := testKeys().a
	vars := providertest.Vars{"pem": a.PrivatePEM()}
	plan, err := h.Plan(vars)
	if err != nil {
		t.Fatal(err)
	}
	result, err := h.Apply(vars)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"output of plan": plan.Output, "plan": string(plan.Raw), "output of apply": result.Output, "provider's log": log.String(), "state": stateText(t, h)}
	files, err := filepath.Glob(filepath.Join(h.Dir(), "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil {
			texts[filepath.Base(file)] = string(text)
		}
	}
	tokens := opened()
	if len(tokens) < 2 || !strings.Contains(plan.Output, "[TRACE]") || texts["provider's log"] == "" {
		t.Fatalf("%d tokens, %d bytes of log: the test looks at nothing", len(tokens), len(texts["provider's log"]))
	}
	for where, text := range texts {
		if leaks(text, a) {
			t.Errorf("the key is in the %s", where)
		}
		for _, token := range tokens {
			signature := token[strings.LastIndexByte(token, '.')+1:]
			if strings.Contains(text, signature) {
				t.Errorf("a token is in the %s", where)
			}
		}
	}
}
