package provider_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// testKeys are two RSA keys, made once, and one of Ed25519.
var testKeys = sync.OnceValue(func() (out struct{ a, b, ed jwk.Key }) {
	for _, k := range []struct {
		key       *jwk.Key
		algorithm string
	}{{&out.a, jwk.RS256}, {&out.b, jwk.RS256}, {&out.ed, jwk.EdDSA}} {
		made, err := jwk.Generate(k.algorithm, 0)
		if err != nil {
			panic(err)
		}
		*k.key = made
	}
	return out
})

// rewrite changes the configuration between two commands.
func rewrite(t *testing.T, h *providertest.Harness, body string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(h.Dir(), "*.tf"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%v: %v", found, err)
	}
	if err := os.WriteFile(found[0], []byte(head+body), 0o644); err != nil {
		t.Fatal(err)
	}
}

func mustPlan(t *testing.T, h *providertest.Harness, vars providertest.Variables) *providertest.Plan {
	t.Helper()
	plan, err := h.Plan(vars)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func mustApply(t *testing.T, h *providertest.Harness, vars providertest.Variables) {
	t.Helper()
	if _, err := h.Apply(vars); err != nil {
		t.Fatal(err)
	}
}

// keyOutputs are the attributes of a key as an output shows them.
type keyOutputs struct {
	Algorithm  string
	RSABits    int    `json:"rsa_bits"`
	KID        string `json:"kid"`
	PublicPEM  string `json:"public_key_pem"`
	PublicJWK  string `json:"public_jwk"`
	PrivatePEM string `json:"private_key_pem"`
	PrivateJWK string `json:"private_jwk"`
	Origin     string
}

func keyOutput(t *testing.T, h *providertest.Harness) keyOutputs {
	t.Helper()
	var got struct{ K keyOutputs }
	outputs(t, h, &got)
	return got.K
}

const showKey = `
output "k" {
  value     = cioidc_signing_key.k
  sensitive = true
}
`

// TestSigningKeyGenerated: a key is made once; another kid_format keeps it and is
// known at plan; another algorithm or size replaces it.
func TestSigningKeyGenerated(t *testing.T) {
	t.Parallel()
	with := func(args string) string {
		return "resource \"cioidc_signing_key\" \"k\" {\n" + args + "\n}\n" + showKey
	}
	h := providertest.New(t, factory, config(with("")))
	plan := mustPlan(t, h, nil)
	if got := strings.Join(plan.Unknown("cioidc_signing_key.k"), " "); got != "kid private_jwk private_key_pem public_jwk public_key_pem" {
		t.Errorf("unknown at plan: %s", got)
	}
	h.ApplyTwiceClean(nil)
	first := keyOutput(t, h)
	k, err := jwk.ParsePrivatePEM(first.PrivatePEM)
	if err != nil {
		t.Fatal(err)
	}
	if first.KID != k.Thumbprint() || first.PublicPEM != k.PublicPEM() || first.PublicJWK != k.PublicJWK() || first.PrivateJWK != k.PrivateJWK() ||
		first.Algorithm != "RS256" || first.RSABits != 2048 || first.Origin != "generated" {
		t.Errorf("the attributes are not of one key: %s %s %d %s", first.KID, first.Algorithm, first.RSABits, first.Origin)
	}

	rewrite(t, h, with(`kid_format = "kubernetes"`))
	plan = mustPlan(t, h, nil)
	change := plan.Change("cioidc_signing_key.k")
	named, err := k.Named(jwk.KIDKubernetes)
	if err != nil {
		t.Fatal(err)
	}
	after, _ := change.After.(map[string]any)
	if !change.Actions.Update() || after["kid"] != named.KID() || after["public_jwk"] != named.PublicJWK() || len(plan.Unknown("cioidc_signing_key.k")) > 0 {
		t.Errorf("another kid_format: %v, kid %v, unknown %v", change.Actions, after["kid"], plan.Unknown("cioidc_signing_key.k"))
	}
	if _, err := h.ApplyPlan(plan); err != nil {
		t.Fatal(err)
	}
	if got := keyOutput(t, h); got.PrivatePEM != first.PrivatePEM || got.KID != named.KID() || got.PrivateJWK != named.PrivateJWK() {
		t.Error("another kid_format made another key")
	}

	for _, args := range []string{`algorithm = "ES256"`, `algorithm = "RS512"`, "rsa_bits = 3072", `public_key_pem = file("k.pem")`, ""} {
		before := keyOutput(t, h)
		if err := os.WriteFile(filepath.Join(h.Dir(), "k.pem"), []byte(testKeys().a.PublicPEM()), 0o644); err != nil {
			t.Fatal(err)
		}
		rewrite(t, h, with(args))
		plan := mustPlan(t, h, nil)
		actions := plan.Change("cioidc_signing_key.k").Actions
		if actions.Replace() == strings.HasPrefix(args, "public") {
			t.Errorf("%s: %v", args, actions)
		}
		h.ApplyTwiceClean(nil)
		if got := keyOutput(t, h); got.PublicPEM == before.PublicPEM {
			t.Errorf("%s: still the same key", args)
		}
	}
}

// TestSigningKeyGiven: what follows from a key that is given is known at plan;
// another key takes its place without a replacement.
func TestSigningKeyGiven(t *testing.T) {
	t.Parallel()
	for _, argument := range []string{"private_key_pem", "public_key_pem"} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			pem := func(k jwk.Key) providertest.Vars {
				if argument == "public_key_pem" {
					return providertest.Vars{"pem": k.PublicPEM()}
				}
				return providertest.Vars{"pem": k.PrivatePEM()}
			}
			h := providertest.New(t, factory, config(`
variable "pem" {
  type      = string
  sensitive = true
}
resource "cioidc_signing_key" "k" {
  `+argument+` = var.pem
}
`+showKey))
			for i, k := range []jwk.Key{testKeys().a, testKeys().ed, testKeys().b} {
				plan := mustPlan(t, h, pem(k))
				change := plan.Change("cioidc_signing_key.k")
				after, _ := change.After.(map[string]any)
				if after["kid"] != k.KID() || after["public_jwk"] != k.PublicJWK() || i > 0 && !change.Actions.Update() || len(plan.Unknown("cioidc_signing_key.k")) > 0 {
					t.Errorf("%v: %v %v %v", k, change.Actions, after["kid"], plan.Unknown("cioidc_signing_key.k"))
				}
				h.ApplyTwiceClean(pem(k))
				got := keyOutput(t, h)
				if got.PublicPEM != k.PublicPEM() || got.Algorithm != k.Algorithm() || got.RSABits != k.Bits() || got.Origin != argument {
					t.Errorf("%v: %+v", k, got.Origin)
				}
				if argument == "public_key_pem" {
					k = k.Public()
				}
				if got.PrivateJWK != k.PrivateJWK() || got.PrivatePEM != k.PrivatePEM() {
					t.Errorf("%v: the private key is not what was given", k)
				}
			}
		})
	}
}

// TestSigningKeyKnownLater: a key from another resource is unknown at plan, and
// so is what follows from it.
func TestSigningKeyKnownLater(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(`
resource "cioidc_signing_key" "k" { algorithm = "ES256" }
resource "cioidc_signing_key" "public" { public_key_pem = cioidc_signing_key.k.public_key_pem }
resource "cioidc_signing_key" "both" { private_key_pem = cioidc_signing_key.k.private_key_pem }
resource "cioidc_signing_key" "none" { public_key_pem = cioidc_signing_key.k.kid == "" ? "x" : null }
output "same" { value = length(toset([for k in [cioidc_signing_key.k, cioidc_signing_key.public, cioidc_signing_key.both] : nonsensitive(k.public_jwk)])) }
output "none" { value = cioidc_signing_key.none.origin }
`))
	plan := mustPlan(t, h, nil)
	if got := plan.Unknown("cioidc_signing_key.none"); !slices.Contains(got, "origin") || !slices.Contains(got, "algorithm") {
		t.Errorf("unknown: %v", got)
	}
	h.ApplyTwiceClean(nil)
	var got struct {
		Same int
		None string
	}
	outputs(t, h, &got)
	if got.Same != 1 || got.None != "generated" {
		t.Errorf("%+v", got)
	}
}

// TestSigningKeyWriteOnly: only the public part is kept; what follows from the
// key is unknown when the version changes, and nothing changes when it does not.
func TestSigningKeyWriteOnly(t *testing.T) {
	t.Parallel()
	body := func(version, more string) string {
		return `
variable "pem" {
  type      = string
  ephemeral = true
}
resource "cioidc_signing_key" "k" {
  private_key_pem_wo         = var.pem
  private_key_pem_wo_version = ` + version + more + `
}
` + showKey
	}
	h := providertest.New(t, factory, config(body("1", "")))
	needs(t, h, 11)
	a, b := testKeys().a, testKeys().b
	pem := func(k jwk.Key) providertest.Vars { return providertest.Vars{"pem": k.PrivatePEM()} }
	unknown := "algorithm kid public_jwk public_key_pem rsa_bits"
	if got := strings.Join(mustPlan(t, h, pem(a)).Unknown("cioidc_signing_key.k"), " "); got != unknown {
		t.Errorf("unknown at creation: %s", got)
	}
	h.ApplyTwiceClean(pem(a))
	if got := keyOutput(t, h); got.PublicJWK != a.PublicJWK() || got.PrivatePEM != "" || got.PrivateJWK != "" || got.Origin != "private_key_pem_wo" {
		t.Errorf("%+v", got)
	}
	// Another key with the same version is not seen; the kid's format is.
	h.ApplyTwiceClean(pem(b))
	rewrite(t, h, body("1", "\n  kid_format = \"semaphore\""))
	plan := mustPlan(t, h, pem(b))
	after, _ := plan.Change("cioidc_signing_key.k").After.(map[string]any)
	named, err := a.Named(jwk.KIDSemaphore)
	if err != nil || after["public_jwk"] != named.PublicJWK() {
		t.Errorf("%v; with another kid_format: %v", err, after["public_jwk"])
	}
	mustApply(t, h, pem(b))
	if got := keyOutput(t, h); got.PublicJWK != named.PublicJWK() {
		t.Errorf("another kid_format: %s", got.PublicJWK)
	}
	rewrite(t, h, body("2", ""))
	plan = mustPlan(t, h, pem(b))
	if got := strings.Join(plan.Unknown("cioidc_signing_key.k"), " "); got != unknown || !plan.Change("cioidc_signing_key.k").Actions.Update() {
		t.Errorf("unknown with another version: %s, %v", got, plan.Change("cioidc_signing_key.k").Actions)
	}
	h.ApplyTwiceClean(pem(b))
	if got := keyOutput(t, h); got.PublicJWK != b.PublicJWK() {
		t.Errorf("another version: %s", got.PublicJWK)
	}
}

// TestSigningKeyEphemeral: what is opened feeds two write-only arguments with the
// same key, of which none is in the state.
func TestSigningKeyEphemeral(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(`
ephemeral "cioidc_signing_key" "new" {
  algorithm  = "ES384"
  kid_format = "kubernetes"
}
ephemeral "cioidc_signing_key" "read" {
  private_key_pem = ephemeral.cioidc_signing_key.new.private_key_pem
  kid_format      = ephemeral.cioidc_signing_key.new.kid_format
}
resource "cioidc_signing_key" "k" {
  private_key_pem_wo         = ephemeral.cioidc_signing_key.new.private_key_pem
  private_key_pem_wo_version = 1
}
resource "cioidc_signing_key" "copy" {
  private_key_pem_wo         = ephemeral.cioidc_signing_key.read.public_jwk == ephemeral.cioidc_signing_key.new.public_jwk ? ephemeral.cioidc_signing_key.read.private_key_pem : "not the same"
  private_key_pem_wo_version = 1
}
output "same" { value = cioidc_signing_key.k.public_jwk == cioidc_signing_key.copy.public_jwk }
`+showKey))
	needs(t, h, 11)
	h.ApplyTwiceClean(nil)
	var got struct{ Same bool }
	outputs(t, h, &got)
	if k := keyOutput(t, h); !got.Same || k.Algorithm != "ES384" || k.PrivatePEM != "" {
		t.Errorf("%+v %s", got, k.Algorithm)
	}
	if state := stateText(t, h); strings.Contains(state, "PRIVATE") || strings.Contains(state, `\"d\"`) {
		t.Error("the private key is in the state")
	}
}

// TestSigningKeyRefused: mistakes stop the plan and name the argument; no key is
// repeated.
func TestSigningKeyRefused(t *testing.T) {
	t.Parallel()
	pem := testKeys().a.PrivatePEM()
	for name, c := range map[string]struct {
		args, pem string
		want      []string
	}{
		"algorithm":            {`algorithm = "HS256"`, "", []string{"CE104 algorithm: no keys are made", "RS256, RS384"}},
		"bits":                 {`rsa_bits = 1024`, "", []string{"CE104 rsa_bits"}},
		"bits of EC":           {"algorithm = \"ES256\"\n  rsa_bits = 2048", "", []string{"CE106 rsa_bits: a key for ES256 is no RSA key"}},
		"kid_format":           {`kid_format = "sha1"`, "", []string{"CE104 kid_format", "kubernetes, semaphore"}},
		"semaphore":            {"algorithm = \"ES256\"\n  kid_format = \"semaphore\"", "", []string{"CE106 kid_format: Semaphore signs with RSA only"}},
		"semaphore and a key":  {"private_key_pem = var.pem\n  kid_format = \"semaphore\"", testKeys().ed.PrivatePEM(), []string{"CE110 kid_format: Semaphore signs with RSA only"}},
		"algorithm and key":    {"private_key_pem = var.pem\n  algorithm = \"RS256\"", pem, []string{"CE106 algorithm: it is for a key that is made here"}},
		"two":                  {"private_key_pem = var.pem\n  public_key_pem = var.pem", pem, []string{"CE106: public_key_pem: there is also private_key_pem"}},
		"private for public":   {`public_key_pem = var.pem`, pem, []string{"CE110: public_key_pem: this is a private key where a public one is wanted"}},
		"cut off":              {`private_key_pem = var.pem`, pem[:800], []string{"CE110: private_key_pem: the PEM is cut off or broken"}},
		"no version":           {`private_key_pem_wo = var.pem`, pem, []string{"CE103", "private_key_pem_wo needs it"}},
		"version alone":        {`private_key_pem_wo_version = 1`, "", []string{"CE103", "and it is null"}},
		"write-only cut off":   {"private_key_pem_wo = var.pem\n  private_key_pem_wo_version = 1", pem[:800], []string{"CE110: private_key_pem_wo: the PEM is cut off or broken"}},
		"a key as kid_format":  {`kid_format = var.pem`, pem, []string{"CE104 kid_format"}},
		"a key as algorithm":   {`algorithm = var.pem`, pem, []string{"CE104 algorithm"}},
		"literal in the block": {"private_key_pem = <<-PEM\n" + strings.Replace(pem, "END", "FIN", 1) + "PEM\n", "", []string{"CE110: private_key_pem"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := providertest.New(t, factory, config("variable \"pem\" {\n  type = string\n  default = \"\"\n}\nresource \"cioidc_signing_key\" \"k\" {\n  "+c.args+"\n}\n"))
			if strings.Contains(c.args, "_wo") {
				needs(t, h, 11)
			}
			text := h.PlanFails(providertest.Vars{"pem": c.pem}, c.want...)
			for _, line := range strings.Split(pem, "\n") {
				if len(line) == 64 && strings.Contains(text, line) {
					t.Errorf("the key is printed:\n%s", text)
					break
				}
			}
		})
	}
}

// TestSigningKeyImport is refused, with the way to take.
func TestSigningKeyImport(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(`resource "cioidc_signing_key" "k" {}`))
	_, err := h.Import("cioidc_signing_key.k", "not-a-key", nil)
	if err == nil {
		t.Fatal("imported")
	}
	if text := providertest.Flatten(err.Error()); !strings.Contains(text, "Signing keys are not imported") || !strings.Contains(text, "Give the key as private_key_pem_wo") {
		t.Error(text)
	}
}

// needs skips a test where the CLI is older than Terraform or OpenTofu 1.minor.
func needs(t *testing.T, h *providertest.Harness, minor int) {
	t.Helper()
	var have int
	parts := strings.Split(h.CLI().Version, ".")
	if len(parts) < 2 || json.Unmarshal([]byte(parts[1]), &have) != nil || parts[0] == "1" && have < minor {
		t.Skipf("%s %s has no write-only arguments; 1.%d has", h.CLI().Product, h.CLI().Version, minor)
	}
}

// stateText is the state file as it lies on the disk.
func stateText(t *testing.T, h *providertest.Harness) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(h.Dir(), "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(text) {
		t.Fatal("the state is no JSON")
	}
	return string(text)
}
