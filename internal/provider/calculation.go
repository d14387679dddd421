package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A calculation is a function that answers one question about subjects, tokens,
// patterns or documents.
type calculation struct {
	name       string
	title      string
	doc        string
	parameters []parameter
	returns    function.Return
	// run gets the arguments in order; unknown ones must give an unknown result.
	run func(args []value.V) (attr.Value, problem.List)
	// called is the name of the description that the arguments are about, for
	// errors; nil where there is none.
	called func(args []value.V) string
}

// A parameter is a string, or dynamic; a dynamic one may take null.
type parameter struct {
	name              string
	dynamic, nullable bool
	doc               string
}

// calculations are all of them, in the order of the docs.
func calculations() []calculation {
	out := []calculation{subjectCalculation(), parseSubjectCalculation(), decodeTokenCalculation, patternCoversCalculation}
	for _, a := range admissions {
		out = append(out, a.calculation())
	}
	return append(out, trustCheckCalculation(), jwksCalculation(), issuerDocumentsCalculation(), pipelineCalculation())
}

var _ function.Function = (*calculationFunction)(nil)

type calculationFunction struct{ calculation }

func newCalculation(c calculation) func() function.Function {
	return func() function.Function { return calculationFunction{c} }
}

func (f calculationFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = f.name
}

func (f calculationFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{Summary: f.title, MarkdownDescription: f.doc, Return: f.returns}
	for _, p := range f.parameters {
		var typed function.Parameter = function.StringParameter{Name: p.name, AllowUnknownValues: true, MarkdownDescription: p.doc}
		if p.dynamic {
			typed = function.DynamicParameter{Name: p.name, AllowUnknownValues: true, AllowNullValue: p.nullable, MarkdownDescription: p.doc}
		}
		resp.Definition.Parameters = append(resp.Definition.Parameters, typed)
	}
}

func (f calculationFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var args []value.V
	var names []string
	for i, p := range f.parameters {
		var text types.String
		var dynamic types.Dynamic
		if p.dynamic {
			resp.Error = req.Arguments.GetArgument(ctx, i, &dynamic)
			args = append(args, tfx.Decode(dynamic))
		} else {
			resp.Error = req.Arguments.GetArgument(ctx, i, &text)
			args = append(args, tfx.Decode(text))
		}
		if resp.Error != nil {
			return
		}
		names = append(names, p.name)
	}
	out, problems := f.run(args)
	if len(problems) > 0 {
		name := ""
		if f.called != nil {
			name = f.called(args)
		}
		resp.Error = tfx.ArgumentError(problems, name, names...)
		return
	}
	resp.Error = resp.Result.Set(ctx, out)
}
