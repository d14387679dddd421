package doubles

// Resources of all doubles.

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var (
	_ resource.ResourceWithConfigure      = (*objectResource)(nil)
	_ resource.ResourceWithValidateConfig = (*objectResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*objectResource)(nil)
	_ resource.ResourceWithImportState    = (*objectResource)(nil)
)

// objectResource is the one implementation behind every resource.
type objectResource struct {
	object Object
	config map[string]tftypes.Value
}

func (r *objectResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.object.Type
}

func (r *objectResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(r.object)
}

func (r *objectResource) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.config = configured(req.ProviderData)
}

func (r *objectResource) ValidateConfig(_ context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	r.object.check(valuesOf(req.Config.Raw, r.config), &resp.Diagnostics)
}

// ModifyPlan settles what is known while planning: defaults and copies, values
// that an update leaves alone, and which changes replace the resource.
func (r *objectResource) ModifyPlan(_ context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	plan, config := valuesOf(req.Plan.Raw, r.config), valuesOf(req.Config.Raw, r.config)
	prior, update := valuesOf(req.State.Raw, r.config), !req.State.Raw.IsNull()
	for _, name := range r.object.names() {
		if a := r.object.Attrs[name]; a.AtPlan != nil && config.Null(name) {
			plan = plan.with(name, toValue(plan.Raw(name).Type(), a.AtPlan(plan)))
		}
	}
	for _, name := range r.object.names() {
		a := r.object.Attrs[name]
		if update && a.ForceNew && !plan.Raw(name).Equal(prior.Raw(name)) {
			resp.RequiresReplace = append(resp.RequiresReplace, path.Root(name))
		}
	}
	if update && len(resp.RequiresReplace) == 0 {
		for _, name := range r.object.names() {
			if a := r.object.Attrs[name]; a.AtPlan == nil && config.Null(name) && !plan.Raw(name).IsKnown() {
				plan = plan.with(name, prior.Raw(name))
			}
		}
	}
	resp.Plan.Raw = tftypes.NewValue(req.Plan.Raw.Type(), plan.attrs)
}

func (r *objectResource) Create(_ context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.State.Raw = r.apply(req.Plan.Raw, &resp.Diagnostics)
}

func (r *objectResource) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = r.apply(req.Plan.Raw, &resp.Diagnostics)
}

// apply does what the platform does: it refuses, or stores and chooses.
func (r *objectResource) apply(planned tftypes.Value, diags *diag.Diagnostics) tftypes.Value {
	v := valuesOf(planned, r.config)
	r.object.check(v, diags)
	if diags.HasError() {
		return tftypes.NewValue(planned.Type(), nil)
	}
	return tftypes.NewValue(planned.Type(), r.object.fill(v).attrs)
}

// Read finds what was stored: there is no other place where it could change.
func (r *objectResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (r *objectResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

func (r *objectResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), req.ID)...)
	if r.object.Import != "" {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(r.object.Import), req.ID)...)
	}
}

// names returns the attributes in order, so that runs are alike.
func (o Object) names() []string { return slices.Sorted(maps.Keys(o.Attrs)) }

// fill gives every attribute that is still unknown its value. The id comes
// last: it may repeat another.
func (o Object) fill(v Values) Values {
	names := slices.DeleteFunc(o.names(), func(name string) bool { return name == "id" })
	for _, name := range append(names, "id") {
		a, ok := o.Attrs[name]
		if !ok || v.Raw(name).IsKnown() {
			continue
		}
		for _, choose := range []func(Values) any{a.AtPlan, a.AtApply} {
			if choose != nil && !v.Raw(name).IsKnown() {
				v = v.with(name, toValue(v.Raw(name).Type(), choose(v)))
			}
		}
	}
	return v
}

// check turns what Check reports into diagnostics.
func (o Object) check(v Values, diags *diag.Diagnostics) {
	if o.Check == nil {
		return
	}
	o.Check(v, func(argument, format string, values ...any) {
		title, text := "Refused by the double of "+o.Type, fmt.Sprintf(format, values...)
		if argument == "" {
			diags.AddError(title, text)
			return
		}
		diags.AddAttributeError(path.Root(argument), title, argument+": "+text)
	})
}
