package framework

// Functions that answer one question, as values.

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A Function answers one question as a function of its arguments alone.
type Function struct {
	Name       string
	Title      string
	Doc        string
	Parameters []Parameter
	Returns    function.Return
	// Run gets the arguments in order; unknown ones must give an unknown result.
	Run func(args []value.V) (attr.Value, problem.List)
	// Called is the name of the description that the arguments are about, for
	// errors; nil where there is none.
	Called func(args []value.V) string
}

// A Parameter is a string, or dynamic; a dynamic one may take null.
type Parameter struct {
	Name              string
	Dynamic, Nullable bool
	Doc               string
}

var _ function.Function = (*pureFunction)(nil)

// A pureFunction is a Function as the plugin framework wants it.
type pureFunction struct{ made Function }

// Constructor is what the framework asks for.
func (c Function) Constructor() func() function.Function {
	return func() function.Function { return pureFunction{c} }
}

func (f pureFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = f.made.Name
}

func (f pureFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{Summary: f.made.Title, MarkdownDescription: f.made.Doc, Return: f.made.Returns}
	for _, p := range f.made.Parameters {
		var typed function.Parameter = function.StringParameter{Name: p.Name, AllowUnknownValues: true, MarkdownDescription: p.Doc}
		if p.Dynamic {
			typed = function.DynamicParameter{Name: p.Name, AllowUnknownValues: true, AllowNullValue: p.Nullable, MarkdownDescription: p.Doc}
		}
		resp.Definition.Parameters = append(resp.Definition.Parameters, typed)
	}
}

func (f pureFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var args []value.V
	var names []string
	for i, p := range f.made.Parameters {
		var text types.String
		var dynamic types.Dynamic
		if p.Dynamic {
			resp.Error = req.Arguments.GetArgument(ctx, i, &dynamic)
			args = append(args, tfx.Decode(dynamic))
		} else {
			resp.Error = req.Arguments.GetArgument(ctx, i, &text)
			args = append(args, tfx.Decode(text))
		}
		if resp.Error != nil {
			return
		}
		names = append(names, p.Name)
	}
	out, problems := f.made.Run(args)
	if len(problems) > 0 {
		name := ""
		if f.made.Called != nil {
			name = f.made.Called(args)
		}
		resp.Error = tfx.ArgumentError(problems, name, names...)
		return
	}
	resp.Error = resp.Result.Set(ctx, out)
}
