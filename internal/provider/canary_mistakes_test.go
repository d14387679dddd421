package provider_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// TestCanaryMistakes puts a private key where none belongs, everywhere: it is
// refused, and neither in the message nor in any log.
func TestCanaryMistakes(t *testing.T) {
	t.Parallel()
	resource := func(args string) string { return `resource "cioidc_signing_key" "x" { ` + args + ` }` }
	rotation := func(args string) string {
		return "resource \"cioidc_signing_key_rotation\" \"x\" {\n  algorithm = \"EdDSA\"\n" + args + "\n}"
	}
	live := func(args string) string { return "data \"cioidc_live_issuer\" \"x\" {\n" + args + "\n}" }
	output := func(call string) string {
		return "output \"x\" {\n  sensitive = true\n  value     = " + call + "\n}"
	}
	for name, body := range map[string]string{
		"jwks":                      output(`provider::cioidc::jwks([var.pem]).json`),
		"jwks of a JWK":             output(`provider::cioidc::jwks([var.jwk]).json`),
		"jwks of objects":           output(`provider::cioidc::jwks([jsondecode(var.jwk)]).json`),
		"documents":                 output(`provider::cioidc::issuer_documents("https://x.example", var.jwk).warnings`),
		"documents at a key":        output(`provider::cioidc::issuer_documents(var.pem, "{}").warnings`),
		"decode_token":              output(`provider::cioidc::decode_token(var.pem).claims_json`),
		"decode_token of a JWK":     output(`provider::cioidc::decode_token(var.jwk).claims_json`),
		"data jwks":                 "data \"cioidc_jwks\" \"x\" {\n  keys = [var.pem]\n}",
		"data documents":            "data \"cioidc_issuer_documents\" \"x\" {\n  url  = var.pem\n  jwks = var.jwk\n}",
		"live url":                  live("url = var.pem"),
		"live url, escaped":         live(`url = "https://127.0.0.1:1/${urlencode(var.pem)}"`),
		"live ca_pem":               live("url = \"https://127.0.0.1:1\"\n  ca_pem = var.pem"),
		"algorithm":                 resource("algorithm = var.pem"),
		"kid_format":                resource("kid_format = var.pem"),
		"public_key_pem":            resource("public_key_pem = var.pem"),
		"cut off":                   resource("private_key_pem = substr(var.pem, 0, 100)"),
		"a JWK as PEM":              resource("private_key_pem = var.jwk"),
		"rotation algorithm":        "resource \"cioidc_signing_key_rotation\" \"x\" {\n  token_lifetime = \"1h\"\n  algorithm = var.pem\n}",
		"rotation kid_format":       rotation("token_lifetime = \"1h\"\n kid_format = var.pem"),
		"rotation token_lifetime":   rotation("token_lifetime = var.pem"),
		"rotation rotate_every":     rotation("token_lifetime = \"1h\"\n rotate_every = var.pem"),
		"rotation as_of":            rotation("token_lifetime = \"1h\"\n as_of = var.pem"),
		"rotation revoke":           rotation("token_lifetime = \"1h\"\n revoke = [var.pem]"),
		"rotation published_kids":   rotation("token_lifetime = \"1h\"\n published_kids = [\"x\", var.jwk]"),
		"jobs":                      output(`provider::cioidc::jobs(var.pem, { (var.jwk) = var.pem }).issuer`),
		"jobs with a key for an id": output(`provider::cioidc::jobs("gitlab", { project_ids = [var.pem] }).issuer`),
		"a JWK for an id":           output(`provider::cioidc::jobs("gitlab", { project_ids = [var.jwk] }).issuer`),
		"a key for a filter":        output(`provider::cioidc::jobs("gitlab", { (var.pem) = ["x"], (var.jwk) = 1 }).issuer`),
		"a key for an option":       output(`provider::cioidc::trust_check({ (var.pem) = {} }, { (var.jwk) = var.pem }).relation`),
		"a key for a policy":        output(`provider::cioidc::trust_check({ aws = { policy = var.jwk } }, {}).relation`),
		"a key for claims":          output(`provider::cioidc::vault_admits(var.jwk, var.pem).reason`),
		"a key for a variable":      output(`provider::cioidc::subject("gitlab", { (var.jwk) = var.pem })`),
		"a key for a platform":      output(`provider::cioidc::subject(var.pem, {})`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := &providertest.Log{}
			h := providertest.New(t, tracedBy(log), config(`
variable "pem" {
  type      = string
  sensitive = true
}
variable "jwk" {
  type      = string
  sensitive = true
}
`+body), providertest.WithEnv("TF_LOG", "TRACE"))
			for _, k := range []struct{ pem, jwk string }{{testKeys().a.PrivatePEM(), testKeys().a.PrivateJWK()}, {testKeys().ed.PrivatePEM(), testKeys().ed.PrivateJWK()}} {
				vars := providertest.Vars{"pem": k.pem, "jwk": k.jwk}
				plan, err := h.Plan(vars)
				if err == nil {
					t.Fatalf("it passes:\n%s", plan.Output)
				}
				if leaks(err.Error(), testKeys().a, testKeys().ed) {
					t.Errorf("the private key is in what the CLI printed or logged:\n%s", shown(err.Error()))
				}
			}
			if leaks(log.String(), testKeys().a, testKeys().ed) {
				t.Error("the private key is in what the provider logged")
			}
		})
	}
}

// shown is an output without its logs.
func shown(output string) string {
	_, diagnostics, found := strings.Cut(output, "Error: ")
	if !found {
		return "(only in the logs)"
	}
	return diagnostics[:min(len(diagnostics), 1500)]
}

// TestCanaryImports imports every resource by a private key, as id and, where
// there is one, as identity: nothing comes in, and nothing is repeated.
func TestCanaryImports(t *testing.T) {
	t.Parallel()
	log := &providertest.Log{}
	server, err := tracedBy(log)()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	identities, err := server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	a := testKeys().a
	for _, name := range slices.Sorted(maps.Keys(schema.ResourceSchemas)) {
		requests := []*tfprotov6.ImportResourceStateRequest{{TypeName: name, ID: a.PrivatePEM()}, {TypeName: name, ID: a.PrivateJWK()}}
		if identity := identities.IdentitySchemas[name]; identity != nil {
			kind, ok := identity.ValueType().(tftypes.Object)
			if !ok {
				t.Fatalf("%s: an identity that is no object", name)
			}
			values := map[string]tftypes.Value{}
			for attribute, typ := range kind.AttributeTypes {
				values[attribute] = tftypes.NewValue(typ, a.PrivatePEM())
			}
			data, err := tfprotov6.NewDynamicValue(kind, tftypes.NewValue(kind, values))
			if err != nil {
				t.Fatal(err)
			}
			requests = append(requests, &tfprotov6.ImportResourceStateRequest{TypeName: name, Identity: &tfprotov6.ResourceIdentityData{IdentityData: &data}})
		}
		for _, r := range requests {
			resp, err := server.ImportResourceState(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			if len(resp.Diagnostics) != 1 || len(resp.ImportedResources) > 0 {
				t.Errorf("%s is imported: %+v", name, resp)
			}
			for _, d := range resp.Diagnostics {
				if leaks(d.Summary+d.Detail, a) {
					t.Errorf("%s repeats what it is imported by: %s", name, d.Detail)
				}
			}
		}
	}
	if len(log.String()) == 0 || leaks(log.String(), a) {
		t.Errorf("%d bytes of log, with the private key: %v", len(log.String()), len(log.String()) > 0)
	}
}

// canaries are the types with secret attributes that a canary test goes through:
// TestCanary, TestCanaryRotation and TestTokenCanary.
var canaries = []string{
	"ephemeral cioidc_signing_key", "ephemeral cioidc_token",
	"resource cioidc_signing_key", "resource cioidc_signing_key_rotation",
}

// TestCanaryOfEveryType: what has a sensitive or write-only attribute has a
// canary, and what looks like a private key by its name is sensitive.
func TestCanaryOfEveryType(t *testing.T) {
	t.Parallel()
	server, err := factory()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*tfprotov6.Schema{}
	for kind, schemas := range map[string]map[string]*tfprotov6.Schema{"resource": schema.ResourceSchemas, "data": schema.DataSourceSchemas, "ephemeral": schema.EphemeralResourceSchemas} {
		for name, s := range schemas {
			all[kind+" "+name] = s
		}
	}
	var secret []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		has := false
		var walk func(path string, attributes []*tfprotov6.SchemaAttribute, within bool)
		walk = func(path string, attributes []*tfprotov6.SchemaAttribute, within bool) {
			for _, a := range attributes {
				hidden := within || a.Sensitive || a.WriteOnly
				has = has || hidden
				if a.NestedType != nil {
					walk(path+a.Name+".", a.NestedType.Attributes, hidden)
				}
				if private := strings.Contains(a.Name, "private") && a.Type != nil && a.Type.Is(tftypes.String); private && !hidden {
					t.Errorf("%s: %s%s is not sensitive", name, path, a.Name)
				}
			}
		}
		walk("", all[name].Block.Attributes, false)
		if has {
			secret = append(secret, name)
		}
	}
	if !slices.Equal(secret, canaries) {
		t.Errorf("types with secrets: %q, with canaries: %q", secret, canaries)
	}
}
