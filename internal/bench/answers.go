package main

// What the no-op provider answers: the real one's answers, written down.

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	cioidc "github.com/cioidc/terraform-provider-cioidc/internal/provider"
)

// writeAnswers calls the functions once, in process, and leaves what they
// answer in dir for the noop provider.
func writeAnswers(ctx context.Context, dir string) error {
	texts := func(s string) attr.Value {
		return types.TupleValueMust([]attr.Type{types.StringType}, []attr.Value{types.StringValue(s)})
	}
	filters := object(map[string]attr.Value{"projects": texts(firstProject), "branches": texts(branch)})
	described, err := call(ctx, dir, "jobs", types.StringValue("gitlab"), filters)
	if err != nil {
		return err
	}
	options := object(map[string]attr.Value{"account_id": types.StringValue(account), "audiences": texts(audience)})
	if _, err := call(ctx, dir, "aws_trust_policy", described.Attributes()["jobs"], options); err != nil {
		return err
	}
	policy, err := audits[0].dynamic()
	if err != nil {
		return err
	}
	_, err = call(ctx, dir, "trust_check", policy, object(nil))
	return err
}

// dynamic is the document as Terraform passes it, with its policy as JSON.
func (a audited) dynamic() (attr.Value, error) {
	var blocks map[string]struct{ Policy json.RawMessage }
	if err := json.Unmarshal([]byte(strings.ReplaceAll(a.policy, "APP", firstApp)), &blocks); err != nil {
		return nil, err
	}
	policy := types.ObjectValueMust(map[string]attr.Type{"policy": types.StringType}, map[string]attr.Value{"policy": types.StringValue(string(blocks["aws"].Policy))})
	return object(map[string]attr.Value{"aws": policy}), nil
}

func object(attrs map[string]attr.Value) attr.Value {
	kinds := map[string]attr.Type{}
	for k, v := range attrs {
		kinds[k] = v.Type(context.Background())
	}
	return types.DynamicValue(types.ObjectValueMust(kinds, attrs))
}

// call runs one function and writes its answer to a file of its name.
func call(ctx context.Context, dir, name string, args ...attr.Value) (types.Object, error) {
	out, err := ask(ctx, name, args...)
	if err != nil {
		return out, err
	}
	raw, err := out.ToTerraformValue(ctx)
	if err != nil {
		return out, err
	}
	packed, err := tfprotov6.NewDynamicValue(out.Type(ctx).TerraformType(ctx), raw)
	if err != nil {
		return out, err
	}
	return out, os.WriteFile(filepath.Join(dir, name+".msgpack"), packed.MsgPack, 0o644)
}

// ask runs one function.
func ask(ctx context.Context, name string, args ...attr.Value) (types.Object, error) {
	var none types.Object
	f := find(ctx, name)
	if f == nil {
		return none, fmt.Errorf("the provider has no function %s", name)
	}
	var def function.DefinitionResponse
	f.Definition(ctx, function.DefinitionRequest{}, &def)
	data, fault := def.Definition.Return.NewResultData(ctx)
	if fault != nil {
		return none, fault
	}
	resp := function.RunResponse{Result: data}
	f.Run(ctx, function.RunRequest{Arguments: function.NewArgumentsData(args)}, &resp)
	if resp.Error != nil {
		return none, fmt.Errorf("%s: %w", name, resp.Error)
	}
	out, ok := resp.Result.Value().(types.Object)
	if !ok {
		return none, fmt.Errorf("%s answers with %T", name, resp.Result.Value())
	}
	return out, nil
}

func find(ctx context.Context, name string) function.Function {
	p, ok := cioidc.New("dev")().(provider.ProviderWithFunctions)
	if !ok {
		return nil
	}
	for _, f := range p.Functions(ctx) {
		var meta function.MetadataResponse
		if f().Metadata(ctx, function.MetadataRequest{}, &meta); meta.Name == name {
			return f()
		}
	}
	return nil
}
