package providertest_test

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// tiny stands where the provider under test will: it has one function and one
// data source, and both refuse small letters' opposite.
type tiny struct{}

var (
	_ provider.ProviderWithFunctions = tiny{}

	tinyFactory = providerserver.NewProtocol6WithError(tiny{})
)

// refusal is longer than a line of a terminal.
const refusal = "the text is to be shouted already: capitals are refused, since a text that shouts cannot be told from one that was made to; write it in small letters"

func (tiny) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "cioidc"
}

func (tiny) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (tiny) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (tiny) Resources(context.Context) []func() resource.Resource { return nil }

func (tiny) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return shoutData{} }}
}

func (tiny) Functions(context.Context) []func() function.Function {
	return []func() function.Function{func() function.Function { return shout{} }}
}

type shout struct{}

func (shout) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "shout"
}

func (shout) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Parameters: []function.Parameter{function.StringParameter{Name: "text"}},
		Return:     function.StringReturn{},
	}
}

func (shout) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	if text != strings.ToLower(text) {
		resp.Error = function.NewArgumentFuncError(0, refusal)
		return
	}
	resp.Error = resp.Result.Set(ctx, strings.ToUpper(text))
}

type shoutData struct{}

func (shoutData) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "cioidc_shout"
}

func (shoutData) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = dschema.Schema{Attributes: map[string]dschema.Attribute{
		"text":   dschema.StringAttribute{Required: true},
		"result": dschema.StringAttribute{Computed: true},
	}}
}

func (shoutData) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model struct {
		Text   types.String `tfsdk:"text"`
		Result types.String `tfsdk:"result"`
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	model.Result = types.StringValue(strings.ToUpper(model.Text.ValueString()))
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}
