package doubles

// The doubles as providers.

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// All returns every double.
func All() []Provider {
	return []Provider{awsDouble(), azureadDouble(), azurermDouble(), googleDouble(), vaultDouble()}
}

// Factories returns a server factory for each double, by source address
// without the host: "hashicorp/aws".
func Factories() map[string]func() (tfprotov6.ProviderServer, error) {
	factories := map[string]func() (tfprotov6.ProviderServer, error){}
	for _, double := range All() {
		factories["hashicorp/"+double.Name] = providerserver.NewProtocol6WithError(&server{double: double})
	}
	return factories
}

var _ provider.Provider = (*server)(nil)

// server makes a provider of a table.
type server struct{ double Provider }

func (s *server) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = s.double.Name
	resp.Version = "0.0.0-double"
}

func (s *server) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema(s.double.Config)
}

func (s *server) Configure(_ context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	config := valuesOf(req.Config.Raw, nil).attrs
	resp.ResourceData, resp.DataSourceData = config, config
}

func (s *server) Resources(context.Context) []func() resource.Resource {
	var out []func() resource.Resource
	for _, object := range s.double.Resources {
		out = append(out, func() resource.Resource { return &objectResource{object: object} })
	}
	return out
}

func (s *server) DataSources(context.Context) []func() datasource.DataSource {
	var out []func() datasource.DataSource
	for _, object := range s.double.DataSources {
		out = append(out, func() datasource.DataSource { return &objectDataSource{object: object} })
	}
	return out
}

// configured returns the provider's configuration, empty before it is known.
func configured(data any) map[string]tftypes.Value {
	config, _ := data.(map[string]tftypes.Value)
	return config
}
