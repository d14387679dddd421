package main

// Resources of the no-op provider.

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Resources are the provider's, and leave everything as it is: what is in the
// state stays, and no plan is looked at. They have no identity, for the state that
// they are given has none.
func (n noop) Resources(ctx context.Context) []func() resource.Resource {
	var out []func() resource.Resource
	for _, r := range n.ProviderWithFunctions.Resources(ctx) {
		kept := keptResource{r()}
		out = append(out, func() resource.Resource { return kept })
	}
	return out
}

// A keptResource has the schema of a resource and none of its further methods.
type keptResource struct{ resource.Resource }

func (keptResource) Create(_ context.Context, _ resource.CreateRequest, resp *resource.CreateResponse) {
	resp.Diagnostics.AddError("no answer", "Nothing is made here.")
}

func (keptResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (keptResource) Update(_ context.Context, _ resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.Diagnostics.AddError("no answer", "Nothing is changed here.")
}

func (keptResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
