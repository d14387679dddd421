package provider_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

const okp = `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`

// TestKeyTwins: the data sources give what their functions give, and the order
// and form of the keys do not matter.
func TestKeyTwins(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(`
variable "pem" { type = string }
variable "jwk" { type = string }
variable "set" { type = string }
locals {
  f    = provider::cioidc::jwks([var.pem, var.set])
  docs = provider::cioidc::issuer_documents("https://ci.example.com/a", local.f.json)
  forms = [
    local.f.json,
    provider::cioidc::jwks([var.set, var.jwk, var.pem]).json,
    provider::cioidc::jwks(toset([var.jwk, var.set])).json,
    provider::cioidc::jwks([jsondecode(var.set), jsondecode(var.jwk)]).json,
    provider::cioidc::jwks([local.f.json]).json,
    local.docs.documents["jwks"].body,
    provider::cioidc::issuer_documents("https://ci.example.com/a", jsondecode(local.f.json)).documents["jwks"].body,
  ]
}
data "cioidc_jwks" "d" { keys = [var.pem, var.set] }
data "cioidc_issuer_documents" "d" {
  url  = "https://ci.example.com/a"
  jwks = data.cioidc_jwks.d.json
}
output "differ" {
  value = concat(
    [for k, v in local.f : k if v != data.cioidc_jwks.d[k]],
    [for k, v in local.docs : k if v != data.cioidc_issuer_documents.d[k]],
  )
}
output "forms" { value = length(distinct(local.forms)) }
output "f" { value = local.f }
output "discovery" { value = local.docs.documents["discovery"] }
`))
	a := testKeys().a
	set := `{"keys":[` + strings.TrimSuffix(okp, "}") + `,"kid":"ed","x5c":["x"]}]}`
	h.ApplyTwiceClean(providertest.Vars{"pem": a.PublicPEM(), "jwk": a.PublicJWK(), "set": set})
	var got struct {
		Differ []string
		Forms  int
		F      struct {
			KIDs     []string `json:"kids"`
			Warnings []string
			TakenBy  map[string]struct {
				Taken   string
				Reasons []string
			} `json:"taken_by"`
		}
		Discovery map[string]string
	}
	outputs(t, h, &got)
	if len(got.Differ) > 0 || got.Forms != 1 {
		t.Errorf("function and data source differ in %v; %d sets where one is wanted", got.Differ, got.Forms)
	}
	if len(got.F.KIDs) != 2 || len(got.F.Warnings) != 1 || got.F.Warnings[0] != "CW308 keys[1]: members that verifying a token does not need are left out: x5c" {
		t.Errorf("%+v", got.F)
	}
	taken := got.F.TakenBy
	if taken["vault"].Taken != "yes" || taken["aws"].Taken != "no" || taken["azure"].Taken != "unknown" || taken["google"].Taken != "no" || len(taken["google"].Reasons) != 1 {
		t.Errorf("%+v", taken)
	}
	if d := got.Discovery; d["path"] != "a/.well-known/openid-configuration" || d["content_type"] != "application/json" || !json.Valid([]byte(d["body"])) {
		t.Errorf("%+v", d)
	}
}

// TestKeysKnownLater: while a key or the URL is not known, what does not hang on
// it is, and mistakes beside it are found.
func TestKeysKnownLater(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(`
resource "terraform_data" "host" { input = "ci.example.com" }
resource "cioidc_signing_key" "k" { algorithm = "EdDSA" }
locals {
  a = provider::cioidc::issuer_documents("https://ci.example.com", provider::cioidc::jwks([cioidc_signing_key.k.public_jwk]).json)
  b = provider::cioidc::issuer_documents("https://${terraform_data.host.output}", jsonencode(`+okp+`))
}
output "later" { value = local.a.documents["discovery"].body }
output "path" { value = local.a.documents["discovery"].path }
output "body" { value = local.b.documents["jwks"].body }
output "type" { value = local.b.documents["discovery"].content_type }
output "parties" { value = keys(local.b.taken_by) }
resource "terraform_data" "object" {
  for_each = merge(local.a.documents, local.a.taken_by)
  input    = each.key
}
`))
	plan := mustPlan(t, h, nil)
	for name, known := range map[string]bool{"later": false, "path": true, "body": true, "type": true, "parties": true} {
		if c := plan.JSON.OutputChanges[name]; c == nil || (c.After != nil) != known {
			t.Errorf("output %s: known is %v, want %v", name, !known, known)
		}
	}
	h.ApplyTwiceClean(nil)
	providertest.New(t, factory, config(`
resource "terraform_data" "u" { input = "x" }
output "x" { value = provider::cioidc::jwks([terraform_data.u.output, "no key"]).json }
`)).PlanFails(nil, "CE110 keys[1]: there is no PEM block")
	providertest.New(t, factory, config(`
resource "terraform_data" "u" { input = "x" }
output "x" { value = provider::cioidc::issuer_documents("no url", terraform_data.u.output).warnings }
`)).PlanFails(nil, "CE104 url: the value is no URL")
}

// TestKeysRefused: mistakes stop the plan and name the place, and no private key
// is in the error.
func TestKeysRefused(t *testing.T) {
	t.Parallel()
	a := testKeys().a
	for name, c := range map[string]struct{ call, pem, want string }{
		"private PEM":   {`provider::cioidc::jwks([var.pem]).json`, a.PrivatePEM(), "CE110 keys[0]: this is a private key where a public one is wanted"},
		"private JWK":   {`provider::cioidc::jwks([jsonencode(` + okp + `), var.pem]).json`, a.PrivateJWK(), "CE110 keys[1]: this is a private key: it has the member d"},
		"private set":   {`provider::cioidc::issuer_documents("https://x.example", jsonencode({ keys = [jsondecode(var.pem)] })).warnings`, a.PrivateJWK(), "CE110 jwks: keys[0]: this is a private key: it has the member d"},
		"private":       {`provider::cioidc::issuer_documents("https://x.example", var.pem).warnings`, a.PrivatePEM(), "CE110 jwks: this is no JSON object"},
		"as the URL":    {`provider::cioidc::issuer_documents(var.pem, jsonencode(` + okp + `)).warnings`, a.PrivatePEM(), "CE104 url: the value is no URL"},
		"no list":       {`provider::cioidc::jwks(var.pem).json`, a.PublicPEM(), "CE102 keys: a list of keys is wanted, got a string"},
		"empty":         {`provider::cioidc::jwks([]).json`, "", "CE105 keys: the list is empty"},
		"empty set":     {`provider::cioidc::jwks([{ keys = [] }]).json`, "", "CE105 keys[0]: the JWK set is empty"},
		"null":          {`provider::cioidc::jwks([var.pem, null]).json`, a.PublicPEM(), "CE105 keys[1]: the element is null"},
		"list for set":  {`provider::cioidc::issuer_documents("https://x.example", [var.pem]).warnings`, a.PublicPEM(), "CE102 jwks: a JWK set is wanted, got a list"},
		"one kid twice": {`provider::cioidc::jwks([jsonencode(merge(` + okp + `, { kid = jsondecode(var.pem).kid })), var.pem]).json`, a.PublicJWK(), "CE106 keys: two keys have the kid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := providertest.New(t, factory, config("variable \"pem\" {\n  type      = string\n  sensitive = true\n}\noutput \"x\" {\n  sensitive = true\n  value     = "+c.call+"\n}\n"))
			if text := h.PlanFails(providertest.Vars{"pem": c.pem}, c.want); leaks(text, a) {
				t.Errorf("the key is printed:\n%s", text)
			}
		})
	}
	h := providertest.New(t, factory, config("variable \"pem\" { type = string }\ndata \"cioidc_jwks\" \"x\" {\n  keys = [var.pem]\n}\n"))
	if text := h.PlanFails(providertest.Vars{"pem": a.PrivatePEM()}, "CE110: keys[0]: this is a private key"); leaks(text, a) {
		t.Errorf("the key is printed:\n%s", text)
	}
}
