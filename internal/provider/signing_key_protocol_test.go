package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TestWriteOnlyNeedsTheCLI: a CLI that does not say that it knows write-only
// arguments (Terraform and OpenTofu before 1.11) gets an error in place of a
// private key in its state; on those that do the same configuration passes.
func TestWriteOnlyNeedsTheCLI(t *testing.T) {
	t.Parallel()
	server, err := factory()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if schema.EphemeralResourceSchemas["cioidc_signing_key"] == nil {
		t.Error("no ephemeral twin")
	}
	object := schema.ResourceSchemas["cioidc_signing_key"].ValueType()
	kinds, ok := object.(tftypes.Object)
	if !ok {
		t.Fatal("the resource is no object")
	}
	values := map[string]tftypes.Value{}
	for name, kind := range kinds.AttributeTypes {
		values[name] = tftypes.NewValue(kind, nil)
	}
	values["private_key_pem_wo"] = tftypes.NewValue(tftypes.String, testKeys().a.PrivatePEM())
	values["private_key_pem_wo_version"] = tftypes.NewValue(tftypes.Number, 1)
	config, err := tfprotov6.NewDynamicValue(object, tftypes.NewValue(object, values))
	if err != nil {
		t.Fatal(err)
	}
	for _, known := range []bool{false, true} {
		resp, err := server.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{
			TypeName: "cioidc_signing_key", Config: &config,
			ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: known},
		})
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, d := range resp.Diagnostics {
			text.WriteString(d.Summary + ": " + d.Detail + "\n")
		}
		if strings.Contains(text.String(), "WriteOnly Attribute Not Allowed") == known || known && len(resp.Diagnostics) > 0 || leaks(text.String(), testKeys().a) {
			t.Errorf("write-only known: %v: %s", known, text.String())
		}
	}
}
