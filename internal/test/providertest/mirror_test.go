package providertest_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	tfjson "github.com/hashicorp/terraform-json"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

const offline = header + `
provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "x"
  secret_key                  = "x"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

resource "aws_iam_openid_connect_provider" "ci" {
  url            = "https://gitlab.com"
  client_id_list = [provider::cioidc::shout("a")]
}
`

const vault = header + `
provider "vault" {
  address         = "http://127.0.0.1:1"
  token           = "x"
  skip_child_token = true
}
`

// TestOfficialProvider holds the doubles against the providers themselves, as far as
// they are at hand. In the schema each attribute of the double exists, has the same
// type, is required or not likewise, and can be set in both or in neither.
func TestOfficialProvider(t *testing.T) {
	t.Parallel()
	for source, config := range map[string]string{"hashicorp/aws": offline, "hashicorp/vault": vault} {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			mirror, err := mirrorOf(t, source)
			if err != nil {
				t.Skipf("SKIPPED: the double of %s was not compared with the official provider: %v", source, err)
			}
			withDouble := providertest.New(t, tinyFactory, providertest.Config(config))
			withOfficial := providertest.New(t, tinyFactory, providertest.Config(config), providertest.RealProviders(mirror, source))
			double, official := schemaOf(t, withDouble, source), schemaOf(t, withOfficial, source)
			if len(double.ResourceSchemas) < 3 {
				t.Fatalf("%d doubles", len(double.ResourceSchemas))
			}
			conform(t, "provider", double.ConfigSchema.Block, official.ConfigSchema.Block)
			for name, s := range double.ResourceSchemas {
				if official.ResourceSchemas[name] == nil {
					t.Errorf("the official provider has no %s", name)
					continue
				}
				conform(t, name, s.Block, official.ResourceSchemas[name].Block)
			}
			for name, s := range double.DataSourceSchemas {
				conform(t, "data."+name, s.Block, official.DataSourceSchemas[name].Block)
			}
			if source != "hashicorp/aws" {
				return // the others ask a server while they plan
			}
			// A plan through both knows the same values.
			if diff := cmp.Diff(unknownAtPlan(t, withOfficial), unknownAtPlan(t, withDouble)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// mirrorOf is the mirror with the provider: the one that the environment names, or
// what make peers built.
func mirrorOf(t *testing.T, source string) (string, error) {
	t.Helper()
	built, err := filepath.Abs("../../../.tools/mirror")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(built, "registry.terraform.io", source)); err == nil {
		return built, nil
	}
	return providertest.Mirror(source)
}

// unknownAtPlan returns which attributes of the resource a plan does not know.
func unknownAtPlan(t *testing.T, h *providertest.Harness) []string {
	t.Helper()
	plan, err := h.Plan(nil)
	if err != nil {
		t.Fatal(err)
	}
	return plan.Unknown("aws_iam_openid_connect_provider.ci")
}

func schemaOf(t *testing.T, h *providertest.Harness, source string) *tfjson.ProviderSchema {
	t.Helper()
	if _, err := h.Init(); err != nil {
		t.Fatal(err)
	}
	result, err := h.Run("providers", "schema", "-json")
	if err != nil {
		t.Fatal(err)
	}
	var schemas tfjson.ProviderSchemas
	if err := json.Unmarshal([]byte(result.Stdout), &schemas); err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		if s, ok := schemas.Schemas[host+"/"+source]; ok {
			return s
		}
	}
	t.Fatalf("no schema of %s: %.300s", source, result.Output)
	return nil
}

func conform(t *testing.T, at string, double, official *tfjson.SchemaBlock) {
	t.Helper()
	for name, d := range double.Attributes {
		o, ok := official.Attributes[name]
		if !ok {
			t.Errorf("%s: the official provider has no %s", at, name)
			continue
		}
		if !d.AttributeType.Equals(o.AttributeType) {
			t.Errorf("%s.%s: %s, official %s", at, name, d.AttributeType.FriendlyName(), o.AttributeType.FriendlyName())
		}
		// The SDK behind the official provider lets every id be set.
		if d.Required != o.Required || d.Optional != o.Optional && name != "id" {
			t.Errorf("%s.%s: required %t, optional %t, official %t, %t", at, name, d.Required, d.Optional, o.Required, o.Optional)
		}
	}
	for name, d := range double.NestedBlocks {
		o, ok := official.NestedBlocks[name]
		if !ok || o.NestingMode != d.NestingMode {
			t.Errorf("%s: the official provider has no such block %s", at, name)
			continue
		}
		conform(t, at+"."+name, d.Block, o.Block)
	}
	for name, o := range official.Attributes {
		if _, ok := double.Attributes[name]; !ok && o.Required {
			t.Errorf("%s: the double lacks %s, which is required", at, name)
		}
	}
}
