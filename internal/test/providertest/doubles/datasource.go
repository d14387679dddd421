package doubles

// Data sources of all doubles.

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var _ datasource.DataSourceWithConfigure = (*objectDataSource)(nil)

// objectDataSource is the one implementation behind every data source.
type objectDataSource struct {
	object Object
	config map[string]tftypes.Value
}

func (d *objectDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = d.object.Type
}

func (d *objectDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = dataSourceSchema(d.object)
}

func (d *objectDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	d.config = configured(req.ProviderData)
}

func (d *objectDataSource) Read(_ context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	v := valuesOf(req.Config.Raw, d.config)
	for _, name := range d.object.names() {
		a := d.object.Attrs[name]
		if _, _, computed := a.modes(); computed && v.Null(name) {
			v = v.with(name, tftypes.NewValue(v.Raw(name).Type(), tftypes.UnknownValue))
		}
	}
	d.object.check(v, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.State.Raw = tftypes.NewValue(req.Config.Raw.Type(), d.object.fill(v).attrs)
}
