package provider_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/fakeci"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// liveIssuer looks at an issuer; ARGS are further arguments.
const liveIssuer = `
variable "url" { type = string }
variable "ca_pem" {
  type    = string
  default = null
}
data "cioidc_live_issuer" "x" {
  url    = var.url
  ca_pem = var.ca_pem
  ARGS
}
`

func at(i *fakeci.Issuer) providertest.Vars {
	return providertest.Vars{"url": i.URL(), "ca_pem": i.CAPEM()}
}

// TestLiveIssuer follows a rotation: each plan sees what is published then, what
// comes out is what the offline functions make of the same keys, and nothing is
// fetched more than once in a plan.
func TestLiveIssuer(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(strings.Replace(liveIssuer, "ARGS", "allow_private = true", 1)+`
locals {
  docs = provider::cioidc::issuer_documents(var.url, data.cioidc_live_issuer.x.jwks_json)
}
output "jwks" { value = data.cioidc_live_issuer.x.jwks_json }
output "same" { value = local.docs.documents["jwks"].body == data.cioidc_live_issuer.x.jwks_json && local.docs.taken_by == data.cioidc_live_issuer.x.taken_by }
output "kids" { value = data.cioidc_live_issuer.x.kids }
output "algorithms" { value = data.cioidc_live_issuer.x.algorithms }
output "jwks_uri" { value = data.cioidc_live_issuer.x.jwks_uri }
output "findings" { value = data.cioidc_live_issuer.x.findings }
output "vault" { value = data.cioidc_live_issuer.x.taken_by.vault.taken }
`))
	i := fakeci.NewAt(t, "/org/x")
	a, b := testKeys().a, testKeys().ed
	type seen struct {
		JWKS       string `json:"jwks"`
		Same       bool
		KIDs       []string `json:"kids"`
		Algorithms []string
		JWKSURI    string `json:"jwks_uri"`
		Findings   []map[string]string
		Vault      string
	}
	for _, keys := range [][]jwk.Key{{a}, {a, b}, {b}} {
		i.Serve(keys...)
		before := len(i.Requests())
		mustPlan(t, h, at(i))
		if asked := i.Requests()[before:]; !slices.Equal(asked, []string{"/org/x/.well-known/openid-configuration", "/org/x/.well-known/jwks.json"}) {
			t.Errorf("a plan asks for %q", asked)
		}
		h.ApplyTwiceClean(at(i))
		var got seen
		outputs(t, h, &got)
		var kids, algorithms []string
		for _, k := range jwk.Sorted(keys) {
			kids, algorithms = append(kids, k.KID()), append(algorithms, k.Algorithm())
		}
		slices.Sort(algorithms)
		if got.JWKS != jwk.Set(keys) || !got.Same || !slices.Equal(got.KIDs, kids) || !slices.Equal(got.Algorithms, algorithms) || got.JWKSURI != i.URL()+"/.well-known/jwks.json" || len(got.Findings) > 0 || got.Vault != "yes" {
			t.Errorf("%+v", got)
		}
	}

	// A private key among them is told of, and shown nowhere.
	i.Publish("/org/x/.well-known/jwks.json", "application/json", `{"keys":[`+a.PrivateJWK()+`,`+b.PublicJWK()+`]}`)
	plan := mustPlan(t, h, at(i))
	mustApply(t, h, at(i))
	var got seen
	outputs(t, h, &got)
	if len(got.Findings) != 1 || got.Findings[0]["code"] != "CT060" || got.Findings[0]["severity"] != "error" || got.Findings[0]["title"] != "A private key is published" ||
		!strings.HasPrefix(got.Findings[0]["detail"], "jwks.keys[0]: it has the members d, ") || !slices.Equal(got.KIDs, []string{b.KID()}) || got.Vault != "unknown" {
		t.Errorf("%+v", got)
	}
	if leaks(plan.Output+string(plan.Raw)+stateText(t, h), a) {
		t.Error("the published private key is in the output, the plan or the state")
	}
}

// TestLiveIssuerRefused: what is not fetched, and mistakes that are found before
// anything is.
func TestLiveIssuerRefused(t *testing.T) {
	t.Parallel()
	i := fakeci.New(t)
	i.Serve(testKeys().a)
	private := testKeys().a.PrivatePEM()
	for name, c := range map[string]struct {
		args string
		vars providertest.Vars
		want string
	}{
		"private address": {"", at(i), "its address 127.0.0.1 is none of the public internet (loopback). Set allow_private = true where that is meant."},
		"said so":         {"allow_private = false", at(i), "its address 127.0.0.1 is none of the public internet (loopback)"},
		"mapped":          {"", providertest.Vars{"url": strings.Replace(i.URL(), "127.0.0.1", "[::ffff:127.0.0.1]", 1), "ca_pem": i.CAPEM()}, "its address 127.0.0.1 is none of the public internet (loopback)"},
		"authority":       {"allow_private = true", providertest.Vars{"url": i.URL()}, "its certificate is not signed by an authority that is trusted"},
		"http":            {"allow_private = true", providertest.Vars{"url": "http://127.0.0.1"}, "CE104 url: the value is no https URL"},
		"password":        {"allow_private = true", providertest.Vars{"url": "https://user:hunter2@127.0.0.1"}, "CE104 url: the value holds a user or a password"},
		"key for ca_pem":  {"allow_private = true", providertest.Vars{"url": i.URL(), "ca_pem": private}, "CE104: ca_pem: there is a PEM block that is no certificate"},
		"no ca_pem":       {"allow_private = true", providertest.Vars{"url": i.URL(), "ca_pem": ""}, "CE104: ca_pem: there is no certificate in it"},
		"another issuer":  {"allow_private = true", providertest.Vars{"url": i.URL() + "/", "ca_pem": i.CAPEM()}, "the discovery document is one of the issuer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := providertest.New(t, factory, config(strings.Replace(liveIssuer, "ARGS", c.args, 1)))
			text := h.PlanFails(c.vars, c.want)
			if strings.Contains(text, "hunter2") || leaks(text, testKeys().a) {
				t.Errorf("a secret is printed:\n%s", text)
			}
		})
	}
}

// TestLiveIssuerKnownLater: nothing is asked for while an argument is unknown,
// and mistakes among what is written out stop the plan already.
func TestLiveIssuerKnownLater(t *testing.T) {
	t.Parallel()
	i := fakeci.New(t)
	i.Serve(testKeys().a)
	body := `
variable "url" { type = string }
variable "ca_pem" { type = string }
resource "terraform_data" "u" { input = var.url }
data "cioidc_live_issuer" "x" {
  url           = terraform_data.u.output
  ca_pem        = var.ca_pem
  allow_private = true
}
output "kids" { value = data.cioidc_live_issuer.x.kids }
`
	h := providertest.New(t, factory, config(body))
	mustPlan(t, h, at(i))
	if len(i.Requests()) > 0 {
		t.Errorf("asked for %q", i.Requests())
	}
	h.ApplyTwiceClean(at(i))
	var got struct{ KIDs []string }
	outputs(t, h, &got)
	if !slices.Equal(got.KIDs, []string{testKeys().a.KID()}) {
		t.Errorf("%+v", got)
	}
	providertest.New(t, factory, config(strings.Replace(body, "var.ca_pem", `"no PEM"`, 1))).PlanFails(at(i), "CE104: ca_pem: there is no certificate in it")
}

// liveIssuerOf serves keys to an example that has the variables issuer, ca_pem
// and private.
func liveIssuerOf(keys ...jwk.Key) func(*testing.T) []providertest.Option {
	return func(t *testing.T) []providertest.Option {
		t.Helper()
		i := fakeci.New(t)
		i.Serve(keys...)
		return []providertest.Option{
			providertest.WithEnv("TF_VAR_issuer", i.URL()), providertest.WithEnv("TF_VAR_ca_pem", i.CAPEM()), providertest.WithEnv("TF_VAR_private", "true"),
		}
	}
}

// TestLiveIssuerExampleStops: the example's postcondition holds what it says: a
// published private key stops the plan, without being shown.
func TestLiveIssuerExampleStops(t *testing.T) {
	t.Parallel()
	i := fakeci.New(t)
	i.Serve(testKeys().a)
	i.Publish("/.well-known/jwks.json", "application/json", `{"keys":[`+testKeys().a.PrivateJWK()+`]}`)
	h := providertest.New(t, exampleFactory, exampleSource(t, "data-sources/cioidc_live_issuer"))
	text := h.PlanFails(providertest.Vars{"issuer": i.URL(), "ca_pem": i.CAPEM(), "private": true}, "CT060 A private key is published: jwks.keys[0]: it has the members d, p, q, dp, dq, qi", "CT070 No key to verify tokens with")
	if leaks(text, testKeys().a) {
		t.Errorf("the key is printed:\n%s", text)
	}
}
