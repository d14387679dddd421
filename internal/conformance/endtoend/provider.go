package endtoend

import (
	"encoding/json"
	"fmt"
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cioidc/terraform-provider-cioidc/internal/provider"
)

// A Provider is the provider behind its protocol, as a CLI has it.
type Provider struct {
	t      testing.TB
	server tfprotov6.ProviderServer
	schema *tfprotov6.GetProviderSchemaResponse
}

// Start starts one.
func Start(t testing.TB) *Provider {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(provider.New("test")())()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return &Provider{t, server, schema}
}

// Call calls a function. Arguments and result are as encoding/json has them.
func (p *Provider) Call(name string, arguments ...any) any {
	p.t.Helper()
	f := p.schema.Functions[name]
	if f == nil || len(f.Parameters) != len(arguments) {
		p.t.Fatalf("no function %s of %d arguments", name, len(arguments))
	}
	r := &tfprotov6.CallFunctionRequest{Name: name}
	for i, a := range arguments {
		v := p.dynamic(f.Parameters[i].Type, valueOf(f.Parameters[i].Type, a))
		r.Arguments = append(r.Arguments, &v)
	}
	resp, err := p.server.CallFunction(p.t.Context(), r)
	if err != nil {
		p.t.Fatal(err)
	}
	if resp.Error != nil {
		p.t.Fatalf("%s: %s", name, resp.Error.Text)
	}
	return p.read(resp.Result, f.Return.Type)
}

// Open opens an ephemeral resource; arguments that are not given are null. The
// text of the errors is empty where there are none.
func (p *Provider) Open(name string, arguments map[string]any) (result map[string]any, errs string) {
	p.t.Helper()
	kind := p.schema.EphemeralResourceSchemas[name].ValueType()
	config := p.dynamic(kind, valueOf(kind, arguments))
	resp, err := p.server.OpenEphemeralResource(p.t.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: name, Config: &config})
	if err != nil {
		p.t.Fatal(err)
	}
	if text := said(resp.Diagnostics); text != "" {
		return nil, text
	}
	result, _ = p.read(resp.Result, kind).(map[string]any)
	return result, ""
}

func said(diagnostics []*tfprotov6.Diagnostic) string {
	text := ""
	for _, d := range diagnostics {
		text += d.Summary + ": " + d.Detail + "\n"
	}
	return text
}

func (p *Provider) dynamic(kind tftypes.Type, v tftypes.Value) tfprotov6.DynamicValue {
	p.t.Helper()
	out, err := tfprotov6.NewDynamicValue(kind, v)
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

func (p *Provider) read(v *tfprotov6.DynamicValue, kind tftypes.Type) any {
	p.t.Helper()
	got, err := v.Unmarshal(kind)
	if err != nil {
		p.t.Fatal(err)
	}
	out, err := plain(got)
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// valueOf makes a value of the type; what is dynamic gets the type that it has. A
// wrong one panics, as tftypes does.
func valueOf(kind tftypes.Type, x any) tftypes.Value {
	if x == nil {
		return tftypes.NewValue(kind, nil)
	}
	switch k := kind.(type) {
	case tftypes.Object:
		values, _ := x.(map[string]any)
		out := map[string]tftypes.Value{}
		for name, t := range k.AttributeTypes {
			out[name] = valueOf(t, values[name])
		}
		return tftypes.NewValue(kind, out)
	case tftypes.Map:
		values, _ := x.(map[string]any)
		out := map[string]tftypes.Value{}
		for name, v := range values {
			out[name] = valueOf(k.ElementType, v)
		}
		return tftypes.NewValue(kind, out)
	case tftypes.List:
		values, _ := x.([]any)
		out := make([]tftypes.Value, 0, len(values))
		for _, v := range values {
			out = append(out, valueOf(k.ElementType, v))
		}
		return tftypes.NewValue(kind, out)
	}
	if kind.Is(tftypes.DynamicPseudoType) {
		return inferred(x)
	}
	return tftypes.NewValue(kind, x)
}

// inferred makes a value of the type that a literal in a configuration has.
func inferred(x any) tftypes.Value {
	switch x := x.(type) {
	case string:
		return tftypes.NewValue(tftypes.String, x)
	case bool:
		return tftypes.NewValue(tftypes.Bool, x)
	case int64:
		return tftypes.NewValue(tftypes.Number, x)
	case []any:
		values, types := []tftypes.Value{}, []tftypes.Type{}
		for _, e := range x {
			v := inferred(e)
			values, types = append(values, v), append(types, v.Type())
		}
		return tftypes.NewValue(tftypes.Tuple{ElementTypes: types}, values)
	case map[string]any:
		values, types := map[string]tftypes.Value{}, map[string]tftypes.Type{}
		for name, e := range x {
			v := inferred(e)
			values[name], types[name] = v, v.Type()
		}
		return tftypes.NewValue(tftypes.Object{AttributeTypes: types}, values)
	case nil:
		return tftypes.NewValue(tftypes.DynamicPseudoType, nil)
	}
	panic(fmt.Sprintf("no value of a %T", x))
}

// plain is a value as encoding/json has it.
func plain(v tftypes.Value) (any, error) {
	if !v.IsKnown() {
		return nil, fmt.Errorf("a value is not known: %s", v)
	}
	if v.IsNull() {
		return nil, nil
	}
	switch {
	case v.Type().Is(tftypes.String):
		var s string
		err := v.As(&s)
		return s, err
	case v.Type().Is(tftypes.Bool):
		var b bool
		err := v.As(&b)
		return b, err
	case v.Type().Is(tftypes.Number):
		n := new(big.Float)
		err := v.As(n)
		return json.Number(n.Text('f', -1)), err
	}
	var members map[string]tftypes.Value
	if v.As(&members) == nil {
		out := map[string]any{}
		for name, e := range members {
			x, err := plain(e)
			if err != nil {
				return nil, err
			}
			out[name] = x
		}
		return out, nil
	}
	var elements []tftypes.Value
	if err := v.As(&elements); err != nil {
		return nil, err
	}
	out := []any{}
	for _, e := range elements {
		x, err := plain(e)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}
