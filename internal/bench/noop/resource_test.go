package main

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	cioidc "github.com/cioidc/terraform-provider-cioidc/internal/provider"
)

// TestNothingIsDone: the resources are the provider's with none of its methods,
// and leave the provider's state as it is.
func TestNothingIsDone(t *testing.T) {
	ctx := t.Context()
	p, ok := cioidc.New("test")().(provider.ProviderWithFunctions)
	if !ok {
		t.Fatal("the provider has no functions")
	}
	n := noop{p, t.TempDir()}
	if got, want := len(n.Resources(ctx)), len(p.Resources(ctx)); got != want || got == 0 {
		t.Fatalf("%d resources, and the provider has %d", got, want)
	}
	for _, r := range n.Resources(ctx) {
		made := r()
		_, validates := made.(resource.ResourceWithValidateConfig)
		_, plans := made.(resource.ResourceWithModifyPlan)
		_, identifies := made.(resource.ResourceWithIdentity)
		if validates || plans || identifies {
			t.Errorf("%T does something", made)
		}
	}
	for name, arguments := range map[string]map[string]string{
		"_signing_key":          {"algorithm": "ES256"},
		"_signing_key_rotation": {"algorithm": "ES256", "token_lifetime": "1h"},
	} {
		ours, err := providerserver.NewProtocol6WithError(p)()
		if err != nil {
			t.Fatal(err)
		}
		config, state := create(t, ours, "cioidc"+name, arguments)
		idle, err := providerserver.NewProtocol6WithError(n)()
		if err != nil {
			t.Fatal(err)
		}
		read, err := idle.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: "noop" + name, CurrentState: state})
		if err != nil || len(read.Diagnostics) > 0 {
			t.Fatal(err, read)
		}
		plan, err := idle.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{TypeName: "noop" + name, PriorState: state, ProposedNewState: state, Config: config})
		if err != nil || len(plan.Diagnostics) > 0 {
			t.Fatal(err, plan)
		}
		kind := kindOf(t, idle, "noop"+name)
		want := unpack(t, state, kind)
		if !unpack(t, read.NewState, kind).Equal(want) || !unpack(t, plan.PlannedState, kind).Equal(want) || want.IsNull() || !want.IsFullyKnown() {
			t.Errorf("%s does not stay as it is", name)
		}
	}
}

// create makes a resource and gives its configuration and state.
func create(t *testing.T, server tfprotov6.ProviderServer, name string, arguments map[string]string) (config, state *tfprotov6.DynamicValue) {
	t.Helper()
	kind := kindOf(t, server, name)
	object, ok := kind.(tftypes.Object)
	if !ok {
		t.Fatalf("%s is no object", name)
	}
	values := map[string]tftypes.Value{}
	for attribute, kind := range object.AttributeTypes {
		values[attribute] = tftypes.NewValue(kind, nil)
	}
	for attribute, text := range arguments {
		values[attribute] = tftypes.NewValue(tftypes.String, text)
	}
	pack := func(v tftypes.Value) *tfprotov6.DynamicValue {
		out, err := tfprotov6.NewDynamicValue(kind, v)
		if err != nil {
			t.Fatal(err)
		}
		return &out
	}
	config, null := pack(tftypes.NewValue(kind, values)), pack(tftypes.NewValue(kind, nil))
	plan, err := server.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{TypeName: name, PriorState: null, ProposedNewState: config, Config: config})
	if err != nil || len(plan.Diagnostics) > 0 {
		t.Fatal(err, plan)
	}
	done, err := server.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: name, PriorState: null, PlannedState: plan.PlannedState, Config: config, PlannedPrivate: plan.PlannedPrivate,
	})
	if err != nil || len(done.Diagnostics) > 0 {
		t.Fatal(err, done)
	}
	return config, done.NewState
}

func kindOf(t *testing.T, server tfprotov6.ProviderServer, name string) tftypes.Type {
	t.Helper()
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil || schema.ResourceSchemas[name] == nil {
		t.Fatal(name, err)
	}
	return schema.ResourceSchemas[name].ValueType()
}

func unpack(t *testing.T, packed *tfprotov6.DynamicValue, kind tftypes.Type) tftypes.Value {
	t.Helper()
	v, err := packed.Unmarshal(kind)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
