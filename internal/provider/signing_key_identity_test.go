package provider_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// A keyDriver plays the part of a CLI that knows identities (Terraform and
// OpenTofu 1.12), for one cioidc_signing_key.
type keyDriver struct {
	t        *testing.T
	server   tfprotov6.ProviderServer
	object   tftypes.Object
	identity tftypes.Object
}

func newKeyDriver(t *testing.T) *keyDriver {
	t.Helper()
	server, err := factory()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	identities, err := server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil || len(identities.Diagnostics) > 0 {
		t.Fatal(err, identities.Diagnostics)
	}
	object, ok := schema.ResourceSchemas["cioidc_signing_key"].ValueType().(tftypes.Object)
	identity, has := identities.IdentitySchemas["cioidc_signing_key"].ValueType().(tftypes.Object)
	if !ok || !has {
		t.Fatal("no object")
	}
	if len(identity.AttributeTypes) != 1 || identity.AttributeTypes["thumbprint"] == nil {
		t.Fatalf("the identity is %s", identity)
	}
	return &keyDriver{t, server, object, identity}
}

func (d *keyDriver) dynamic(v tftypes.Value, kind tftypes.Type) *tfprotov6.DynamicValue {
	d.t.Helper()
	out, err := tfprotov6.NewDynamicValue(kind, v)
	if err != nil {
		d.t.Fatal(err)
	}
	return &out
}

func (d *keyDriver) value(v *tfprotov6.DynamicValue, kind tftypes.Type) tftypes.Value {
	d.t.Helper()
	out, err := v.Unmarshal(kind)
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// thumbprint is the identity's, "" while it is not known.
func (d *keyDriver) thumbprint(data *tfprotov6.ResourceIdentityData) string {
	d.t.Helper()
	if data == nil || data.IdentityData == nil {
		return ""
	}
	v := d.value(data.IdentityData, d.identity)
	var attrs map[string]tftypes.Value
	var text *string
	if v.IsNull() {
		return ""
	}
	if err := v.As(&attrs); err != nil {
		d.t.Fatal(err)
	}
	if !attrs["thumbprint"].IsFullyKnown() {
		d.t.Fatal("the identity has something unknown in it, which CLIs refuse")
	}
	if err := attrs["thumbprint"].As(&text); err != nil {
		d.t.Fatal(err)
	}
	if text == nil {
		return ""
	}
	return *text
}

func (d *keyDriver) attributes(v *tfprotov6.DynamicValue) map[string]tftypes.Value {
	d.t.Helper()
	var out map[string]tftypes.Value
	if err := d.value(v, d.object).As(&out); err != nil {
		d.t.Fatal(err)
	}
	return out
}

func (d *keyDriver) fine(what string, diagnostics []*tfprotov6.Diagnostic) {
	d.t.Helper()
	for _, x := range diagnostics {
		d.t.Fatalf("%s: %s: %s", what, x.Summary, x.Detail)
	}
}

// apply plans and applies a configuration on a state, nil for none, and answers
// with the new state and the thumbprints that were planned and made.
func (d *keyDriver) apply(arguments map[string]tftypes.Value, state *tfprotov6.DynamicValue, identity *tfprotov6.ResourceIdentityData) (_ *tfprotov6.DynamicValue, _ *tfprotov6.ResourceIdentityData, planned string) {
	d.t.Helper()
	config, proposed := map[string]tftypes.Value{}, map[string]tftypes.Value{}
	if state != nil {
		for name, v := range d.attributes(state) {
			proposed[name] = v
		}
	}
	for name, kind := range d.object.AttributeTypes {
		config[name] = tftypes.NewValue(kind, nil)
		if state == nil { // all but the arguments is computed
			proposed[name] = tftypes.NewValue(kind, tftypes.UnknownValue)
		}
	}
	for name, v := range arguments {
		config[name], proposed[name] = v, v
	}
	for name, kind := range d.object.AttributeTypes { // these are not computed
		if _, given := arguments[name]; !given && strings.HasPrefix(name, "private_key_pem_wo") || name == "private_key_pem_wo" {
			proposed[name] = tftypes.NewValue(kind, nil)
		}
	}
	if state == nil {
		state = d.dynamic(tftypes.NewValue(d.object, nil), d.object)
	}
	given := d.dynamic(tftypes.NewValue(d.object, config), d.object)
	plan, err := d.server.PlanResourceChange(d.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: "cioidc_signing_key", Config: given, PriorState: state, PriorIdentity: identity,
		ProposedNewState: d.dynamic(tftypes.NewValue(d.object, proposed), d.object),
	})
	if err != nil {
		d.t.Fatal(err)
	}
	d.fine("plan", plan.Diagnostics)
	done, err := d.server.ApplyResourceChange(d.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "cioidc_signing_key", Config: given, PriorState: state,
		PlannedState: plan.PlannedState, PlannedPrivate: plan.PlannedPrivate, PlannedIdentity: plan.PlannedIdentity,
	})
	if err != nil {
		d.t.Fatal(err)
	}
	d.fine("apply", done.Diagnostics)
	return done.NewState, done.NewIdentity, d.thumbprint(plan.PlannedIdentity)
}

func tfText(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }

// TestSigningKeyIdentity: the identity is the thumbprint of the public key,
// however the key came, stays while the key does, follows it when another PEM
// takes its place, and holds nothing else.
func TestSigningKeyIdentity(t *testing.T) {
	t.Parallel()
	a, b := testKeys().a, testKeys().b
	version := func(n int) tftypes.Value { return tftypes.NewValue(tftypes.Number, n) }
	for name, steps := range map[string][]struct {
		arguments map[string]tftypes.Value
		want      string // "" for the thumbprint of the key that was made
		planned   string // what the plan says: the thumbprint, or the one before
	}{
		"given": {
			{map[string]tftypes.Value{"private_key_pem": tfText(a.PrivatePEM())}, a.Thumbprint(), a.Thumbprint()},
			{map[string]tftypes.Value{"private_key_pem": tfText(a.PrivatePEM()), "kid_format": tfText("kubernetes")}, a.Thumbprint(), a.Thumbprint()},
			{map[string]tftypes.Value{"private_key_pem": tfText(b.PrivatePEM())}, b.Thumbprint(), b.Thumbprint()},
			{map[string]tftypes.Value{"public_key_pem": tfText(b.PublicPEM()), "kid_format": tfText("semaphore")}, b.Thumbprint(), b.Thumbprint()},
			{map[string]tftypes.Value{"public_key_pem": tfText(a.PublicPEM())}, a.Thumbprint(), a.Thumbprint()},
		},
		"write-only": {
			{map[string]tftypes.Value{"private_key_pem_wo": tfText(a.PrivatePEM()), "private_key_pem_wo_version": version(1)}, a.Thumbprint(), ""},
			{map[string]tftypes.Value{"private_key_pem_wo": tfText(b.PrivatePEM()), "private_key_pem_wo_version": version(1)}, a.Thumbprint(), a.Thumbprint()},
			{map[string]tftypes.Value{"private_key_pem_wo": tfText(b.PrivatePEM()), "private_key_pem_wo_version": version(2)}, b.Thumbprint(), a.Thumbprint()},
		},
		"generated": {
			{map[string]tftypes.Value{"algorithm": tfText("EdDSA")}, "", ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newKeyDriver(t)
			var state *tfprotov6.DynamicValue
			var identity *tfprotov6.ResourceIdentityData
			for i, step := range steps {
				var planned string
				state, identity, planned = d.apply(step.arguments, state, identity)
				var pem string
				if err := d.attributes(state)["public_key_pem"].As(&pem); err != nil {
					t.Fatal(err)
				}
				key, err := jwk.ParsePublicPEM(pem)
				if err != nil {
					t.Fatal(err)
				}
				got := d.thumbprint(identity)
				if got != key.Thumbprint() || step.want != "" && got != step.want || planned != step.planned {
					t.Errorf("step %d: the identity is %q after %q in the plan, want %q after %q", i, got, planned, step.want, step.planned)
				}
			}
			// A state that was written without an identity gets one when it is read.
			raw, err := json.Marshal(map[string]any{"public_key_pem": a.PublicPEM()})
			if err != nil {
				t.Fatal(err)
			}
			upgraded, err := d.server.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{TypeName: "cioidc_signing_key", RawState: &tfprotov6.RawState{JSON: raw}})
			if err != nil {
				t.Fatal(err)
			}
			d.fine("upgrade", upgraded.Diagnostics)
			read, err := d.server.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{TypeName: "cioidc_signing_key", CurrentState: upgraded.UpgradedState})
			if err != nil {
				t.Fatal(err)
			}
			d.fine("read", read.Diagnostics)
			if got := d.thumbprint(read.NewIdentity); got != a.Thumbprint() {
				t.Errorf("read: the identity is %q", got)
			}
		})
	}
}

// TestSigningKeyIdentityDoesNotImport: no key comes in by an identity, and what
// stands in one is not repeated.
func TestSigningKeyIdentityDoesNotImport(t *testing.T) {
	t.Parallel()
	d := newKeyDriver(t)
	for _, thumbprint := range []string{testKeys().a.Thumbprint(), testKeys().a.PrivatePEM()} {
		resp, err := d.server.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{
			TypeName: "cioidc_signing_key",
			Identity: &tfprotov6.ResourceIdentityData{IdentityData: d.dynamic(tftypes.NewValue(d.identity, map[string]tftypes.Value{"thumbprint": tfText(thumbprint)}), d.identity)},
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Summary != "Signing keys are not imported" || len(resp.ImportedResources) > 0 {
			t.Errorf("%+v", resp)
		}
		if said := resp.Diagnostics[0].Summary + resp.Diagnostics[0].Detail; strings.Contains(said, thumbprint) || leaks(said, testKeys().a) {
			t.Errorf("the identity is repeated: %s", said)
		}
	}
}

// TestSigningKeyIdentityInState: a CLI that knows identities keeps the
// thumbprint, through another kid and another key, and one that does not is none
// the wiser.
func TestSigningKeyIdentityInState(t *testing.T) {
	t.Parallel()
	a, b := testKeys().a, testKeys().b
	h := providertest.New(t, factory, config(`
variable "pem" { type = string }
variable "format" { type = string }
resource "cioidc_signing_key" "k" {
  private_key_pem = var.pem
  kid_format      = var.format
}
`))
	for _, step := range []struct {
		key    jwk.Key
		format string
	}{{a, "rfc7638"}, {a, "kubernetes"}, {b, "kubernetes"}, {b, "rfc7638"}} {
		vars := providertest.Vars{"pem": step.key.PrivatePEM(), "format": step.format}
		h.ApplyTwiceClean(vars)
		var state struct {
			Resources []struct {
				Instances []struct{ Identity map[string]string }
			}
		}
		if err := json.Unmarshal([]byte(stateText(t, h)), &state); err != nil || len(state.Resources) != 1 {
			t.Fatal(err, state)
		}
		got := state.Resources[0].Instances[0].Identity
		if knows := minorOf(t, h) >= 12; knows && (len(got) != 1 || got["thumbprint"] != step.key.Thumbprint()) || !knows && got != nil {
			t.Errorf("%s: the identity in the state is %v, want %s", step.format, got, step.key.Thumbprint())
		}
	}
}

// minorOf is the 12 of 1.12.6.
func minorOf(t *testing.T, h *providertest.Harness) int {
	t.Helper()
	parts := strings.Split(h.CLI().Version, ".")
	minor, err := strconv.Atoi(parts[min(1, len(parts)-1)])
	if err != nil || parts[0] != "1" {
		t.Fatalf("version %s", h.CLI().Version)
	}
	return minor
}

// TestSigningKeyNotImportedByIdentity: an import block with an identity stops
// the plan on CLIs that have such blocks.
func TestSigningKeyNotImportedByIdentity(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(`
import {
  to       = cioidc_signing_key.k
  identity = { thumbprint = "`+testKeys().a.Thumbprint()+`" }
}
resource "cioidc_signing_key" "k" {}
`))
	if minorOf(t, h) < 12 {
		t.Skipf("%s %s has no identities; 1.12 has", h.CLI().Product, h.CLI().Version)
	}
	h.PlanFails(nil, "Signing keys are not imported")
}
