package framework

// What all data sources do between their configuration and their state.

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// TwinDoc tells users of a data source when the function serves better.
const TwinDoc = "\n\nThis is the data source form of the function `%s`, for single use with inputs known at plan. Terraform does not read a data source at plan while any input is unknown, and each one is a node of the graph: prefer the function where an input comes from a resource, or for many roles."

// An Answer makes a data source's results of its configuration.
type Answer func(config types.Object, diags *diag.Diagnostics) map[string]attr.Value

// Validate finds mistakes among what is written out, before the plan.
func (a Answer) Validate(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var config types.Object
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); !resp.Diagnostics.HasError() {
		a(config, &resp.Diagnostics)
	}
}

// Read puts the results into the state.
func (a Answer) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config types.Object
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	out := a(config, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		SetState(ctx, config, out, resp)
	}
}

// SetState is the configuration with the results put in.
func SetState(ctx context.Context, config types.Object, out map[string]attr.Value, resp *datasource.ReadResponse) {
	attrs := config.Attributes()
	for k, v := range out {
		attrs[k] = v
	}
	state, diags := types.ObjectValue(config.AttributeTypes(ctx), attrs)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}
