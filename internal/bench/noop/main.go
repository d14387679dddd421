// Command noop is the real provider without its engine, for the benchmark: the
// same schemas, and for every call the same answer, which it reads at start from
// files beside its binary; what is in a state stays as it is. What a plan costs
// with it is what Terraform, the protocol and the framework cost. Its type name is
// noop.
package main

import (
	"context"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	cioidc "github.com/cioidc/terraform-provider-cioidc/internal/provider"
)

func main() {
	log.SetFlags(0)
	path, err := os.Executable()
	if err != nil {
		log.Fatal(err)
	}
	p, ok := cioidc.New("dev")().(provider.ProviderWithFunctions)
	if !ok {
		log.Fatal("the provider has no functions")
	}
	if err := cioidc.Quiet(); err != nil {
		log.Fatal(err)
	}
	cioidc.SetGC() // as the provider, or the no-op would pay for more collections
	n := noop{p, filepath.Dir(path)}
	err = providerserver.Serve(context.Background(), func() provider.Provider { return n }, providerserver.ServeOpts{
		Address: "registry.terraform.io/cioidc/noop",
	})
	if err != nil {
		log.Fatal(err)
	}
}

// noop takes schemas from the provider and answers from dir.
type noop struct {
	provider.ProviderWithFunctions
	dir string
}

func (n noop) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName, resp.Version = "noop", "dev"
}

// Functions are the provider's. Those without an answer cannot be called.
func (n noop) Functions(ctx context.Context) []func() function.Function {
	var out []func() function.Function
	for _, f := range n.ProviderWithFunctions.Functions(ctx) {
		canned := cannedFunction{f(), n.answer(ctx, f())}
		out = append(out, func() function.Function { return canned })
	}
	return out
}

// DataSources are the provider's; each gives what the function of its name does.
func (n noop) DataSources(ctx context.Context) []func() datasource.DataSource {
	answers := map[string]map[string]tftypes.Value{}
	for _, f := range n.ProviderWithFunctions.Functions(ctx) {
		answers[name(ctx, f())] = attributes(ctx, n.answer(ctx, f()))
	}
	var out []func() datasource.DataSource
	for _, d := range n.ProviderWithFunctions.DataSources(ctx) {
		var meta datasource.MetadataResponse
		d().Metadata(ctx, datasource.MetadataRequest{}, &meta)
		twin := strings.TrimPrefix(meta.TypeName, "_")
		if strings.HasSuffix(twin, "_jobs") {
			twin = "jobs"
		}
		canned := cannedSource{d(), answers[twin]}
		out = append(out, func() datasource.DataSource { return canned })
	}
	return out
}

func name(ctx context.Context, f function.Function) string {
	var meta function.MetadataResponse
	f.Metadata(ctx, function.MetadataRequest{}, &meta)
	return meta.Name
}

// answer reads the function's result, nil when there is none.
func (n noop) answer(ctx context.Context, f function.Function) attr.Value {
	data, err := os.ReadFile(filepath.Join(n.dir, name(ctx, f)+".msgpack"))
	if err != nil {
		return nil
	}
	var def function.DefinitionResponse
	f.Definition(ctx, function.DefinitionRequest{}, &def)
	t := def.Definition.Return.GetType()
	raw, err := tfprotov6.DynamicValue{MsgPack: data}.Unmarshal(t.TerraformType(ctx))
	if err != nil {
		log.Fatal(err)
	}
	v, err := t.ValueFromTerraform(ctx, raw)
	if err != nil {
		log.Fatal(err)
	}
	return v
}

// attributes are an answer's, as a data source sets them.
func attributes(ctx context.Context, v attr.Value) map[string]tftypes.Value {
	attrs := map[string]tftypes.Value{}
	if v == nil {
		return attrs
	}
	raw, err := v.ToTerraformValue(ctx)
	if err == nil {
		err = raw.As(&attrs)
	}
	if err != nil {
		log.Fatal(err)
	}
	return attrs
}

type cannedFunction struct {
	function.Function
	answer attr.Value
}

func (c cannedFunction) Run(_ context.Context, _ function.RunRequest, resp *function.RunResponse) {
	if c.answer == nil {
		resp.Error = function.NewFuncError("no answer")
		return
	}
	resp.Result = function.NewResultData(c.answer)
}

type cannedSource struct {
	datasource.DataSource
	answer map[string]tftypes.Value
}

func (c cannedSource) Read(_ context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	attrs := map[string]tftypes.Value{}
	if err := req.Config.Raw.As(&attrs); err != nil {
		resp.Diagnostics.AddError("no configuration", err.Error())
		return
	}
	for k, v := range c.answer {
		attrs[k] = v
	}
	resp.State.Raw = tftypes.NewValue(req.Config.Raw.Type(), attrs)
}
